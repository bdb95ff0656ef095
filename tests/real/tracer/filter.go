package main

import (
	"os"
	"os/exec"
	"syscall"
	"unsafe"
)

const (
	inner = "--become"

	prSetNoNewPrivs = 38
	seccompFilter   = 2 // SECCOMP_MODE_FILTER
	returnTrace     = 0x7ff00000
	returnAllow     = 0x7fff0000

	loadWord  = syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS
	jumpEqual = syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K
	jumpSet   = syscall.BPF_JMP | syscall.BPF_JSET | syscall.BPF_K
	answer    = syscall.BPF_RET | syscall.BPF_K

	offsetNumber    = 0
	offsetArguments = 16
	argumentSize    = 8

	// openForWriting are the flags of open that can change anything: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC.
	openForWriting = syscall.O_WRONLY | syscall.O_RDWR | syscall.O_CREAT | syscall.O_TRUNC
)

// become filters the calls of this thread, so that all but those that matter run at full speed, and executes a program.
func become(argv []string) error {
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return err
	}

	program := filter()
	whole := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}

	if _, _, number := syscall.RawSyscall6(syscall.SYS_PRCTL, prSetNoNewPrivs, 1, 0, 0, 0, 0); number != 0 {
		return number
	}

	if _, _, number := syscall.RawSyscall(
		syscall.SYS_PRCTL, syscall.PR_SET_SECCOMP, seccompFilter, uintptr(unsafe.Pointer(&whole)),
	); number != 0 {
		return number
	}

	return syscall.Exec(path, argv, os.Environ())
}

// filter stops at the calls of the table; opening and mapping only where something could be written.
func filter() []syscall.SockFilter {
	program := []syscall.SockFilter{{Code: loadWord, K: offsetNumber}}

	for number, call := range calls {
		program = append(program, call.test(uint32(number))...)
	}

	return append(program, syscall.SockFilter{Code: answer, K: returnAllow})
}

// test is the part of the filter that is about one call: it answers when the call matters, else it falls through.
func (call call) test(number uint32) []syscall.SockFilter {
	if call.bits == 0 {
		return []syscall.SockFilter{
			{Code: jumpEqual, K: number, Jf: 1},
			{Code: answer, K: returnTrace},
		}
	}

	return []syscall.SockFilter{
		{Code: jumpEqual, K: number, Jf: 4},
		{Code: loadWord, K: uint32(offsetArguments + argumentSize*call.flags)},
		{Code: jumpSet, K: call.bits, Jf: 1},
		{Code: answer, K: returnTrace},
		{Code: answer, K: returnAllow},
	}
}
