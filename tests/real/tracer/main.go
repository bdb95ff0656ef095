// Command tracer runs a program and tells of every system call by which it, or a process that it starts, changes the
// world: what is written to files, which names come and go, which programs are started.
//
//	tracer EVENTS ANSWERS PROGRAM ARGUMENT…
//
// EVENTS is the number of an open file descriptor that takes one JSON object a line, each before its call is made. From
// ANSWERS, -1 for none, one line is read after each event: "go", "kill" to end all processes on the spot, or "fail N"
// to let the call fail with that error number. The exit code is that of the program, or 137 after a "kill".
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
)

const (
	optionsSeccomp  = 0x80     // PTRACE_O_TRACESECCOMP
	optionsExitKill = 0x100000 // PTRACE_O_EXITKILL
	options         = optionsSeccomp | optionsExitKill |
		syscall.PTRACE_O_TRACEFORK | syscall.PTRACE_O_TRACEVFORK | syscall.PTRACE_O_TRACECLONE

	causeSeccomp = 7 // PTRACE_EVENT_SECCOMP
)

func init() {
	// ptrace and seccomp know threads, so the one that begins must be the one that goes on
	runtime.LockOSThread()
}

func main() {
	if len(os.Args) > 2 && os.Args[1] == inner {
		fail(become(os.Args[2:]))
	}

	if len(os.Args) < 4 {
		fail(fmt.Errorf("usage: tracer EVENTS ANSWERS PROGRAM ARGUMENT…"))
	}

	code, err := trace(os.Args[1], os.Args[2], os.Args[3:])
	if err != nil {
		fail(err)
	}

	os.Exit(code)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "tracer:", err)
	os.Exit(1)
}

// tracer is one run: the first process, and the two pipes to whoever watches.
type tracer struct {
	leader  int
	events  *json.Encoder
	answers *bufio.Reader
	known   map[int]bool
	over    bool
}

func trace(events, answers string, argv []string) (int, error) {
	out, err := open(events)
	if err != nil {
		return 0, err
	}

	in, err := open(answers)
	if err != nil {
		return 0, err
	}

	leader, err := start(argv)
	if err != nil {
		return 0, err
	}

	watch := &tracer{leader: leader, events: json.NewEncoder(out), known: map[int]bool{leader: true}}
	if in != nil {
		watch.answers = bufio.NewReader(in)
	}

	return watch.run()
}

// open is the file of a number that was inherited; nil for -1. Processes that are started do not inherit it.
func open(number string) (*os.File, error) {
	descriptor, err := strconv.Atoi(number)
	if err != nil || descriptor < 0 {
		return nil, err
	}

	syscall.CloseOnExec(descriptor)

	return os.NewFile(uintptr(descriptor), number), nil
}

// start begins this program once more, traced, as the process that becomes the one asked for.
func start(argv []string) (int, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}

	process, err := os.StartProcess(self, append([]string{self, inner}, argv...), &os.ProcAttr{
		Files: []*os.File{os.Stdin, os.Stdout, os.Stderr},
		Sys:   &syscall.SysProcAttr{Ptrace: true},
	})
	if err != nil {
		return 0, err
	}

	var status syscall.WaitStatus
	if _, err = syscall.Wait4(process.Pid, &status, syscall.WALL, nil); err != nil {
		return 0, err
	}

	if err = syscall.PtraceSetOptions(process.Pid, options); err != nil {
		return 0, err
	}

	return process.Pid, syscall.PtraceCont(process.Pid, 0)
}

// run goes from stop to stop until no process is left.
func (watch *tracer) run() (int, error) {
	code := 0

	for {
		var status syscall.WaitStatus

		thread, err := syscall.Wait4(-1, &status, syscall.WALL, nil)
		if err == syscall.EINTR {
			continue
		}

		if err == syscall.ECHILD {
			return code, nil
		}

		if err != nil {
			return 0, err
		}

		if status.Stopped() {
			if err := watch.stopped(thread, status); err != nil {
				return 0, err
			}

			continue
		}

		delete(watch.known, thread)

		if thread == watch.leader {
			code = exitCode(status)
		}
	}
}

func exitCode(status syscall.WaitStatus) int {
	if status.Signaled() {
		return 128 + int(status.Signal())
	}

	return status.ExitStatus()
}

// stopped lets a thread go on, or ends it when all is over.
func (watch *tracer) stopped(thread int, status syscall.WaitStatus) error {
	signal := status.StopSignal()
	first := !watch.known[thread]
	watch.known[thread] = true

	switch {
	case watch.over:
		return ended(syscall.Kill(thread, syscall.SIGKILL))
	case status.TrapCause() == causeSeccomp:
		if err := watch.ask(thread); err != nil || watch.over {
			return err
		}

		signal = 0
	case status.TrapCause() > 0, signal == syscall.SIGTRAP, first && signal == syscall.SIGSTOP:
		signal = 0
	}

	return ended(syscall.PtraceCont(thread, int(signal)))
}

// ended is no error for a thread that was killed meanwhile: its end is reported next.
func ended(err error) error {
	if err == syscall.ESRCH {
		return nil
	}

	return err
}

// ask tells of a call and does what is answered.
func (watch *tracer) ask(thread int) error {
	event, err := look(thread)
	if err != nil || event == nil {
		return err
	}

	if err = watch.events.Encode(event); err != nil || watch.answers == nil {
		return err
	}

	line, err := watch.answers.ReadString('\n')
	if err != nil {
		return err
	}

	answer := strings.TrimSpace(line)
	if number, found := strings.CutPrefix(answer, "fail "); found {
		reason, err := strconv.Atoi(number)
		if err != nil {
			return err
		}

		return skip(thread, reason)
	}

	if answer == "kill" {
		return watch.kill()
	}

	return nil
}

// kill ends everything where it stands: no call that waits is made any more.
func (watch *tracer) kill() error {
	watch.over = true

	for thread := range watch.known {
		if err := ended(syscall.Kill(thread, syscall.SIGKILL)); err != nil {
			return err
		}
	}

	return nil
}
