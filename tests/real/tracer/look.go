package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"unsafe"
)

const (
	getSyscallInfo = 0x420e // PTRACE_GET_SYSCALL_INFO: the same on every processor
	atSeccompStop  = 3      // PTRACE_SYSCALL_INFO_SECCOMP

	pageSize  = 4096
	longest   = 1 << 20 // of a path or an argument
	wordSize  = 8
	partWords = 2

	mapProtection = 2 // the argument of mmap that says whether the bytes can be written
)

// event is one call as it is told. Data goes out in Base64; Mode and Inode are those of the file that is written to.
type event struct {
	Call    string   `json:"call"`
	Process int      `json:"process"`
	Path    string   `json:"path"`
	To      string   `json:"to"`
	Data    []byte   `json:"data"`
	Mode    uint32   `json:"mode"`
	Inode   uint64   `json:"inode"`
	Argv    [][]byte `json:"argv"`
	Environ [][]byte `json:"environ"`
}

// syscallInfo is struct ptrace_syscall_info as it is at a stop by seccomp.
type syscallInfo struct {
	Kind      uint8
	_         [3]uint8
	_         uint32
	_, _      uint64
	Number    uint64
	Arguments [6]uint64
	_         uint64
}

// look reads what a stopped thread is about to do; nil when it is not about a file: pipes and terminals are no files.
func look(thread int) (*event, error) {
	var info syscallInfo

	_, _, number := syscall.RawSyscall6(syscall.SYS_PTRACE, getSyscallInfo, uintptr(thread),
		unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if number != 0 {
		return nil, number
	}

	call, found := calls[uintptr(info.Number)]
	if info.Kind != atSeccompStop || !found {
		return nil, fmt.Errorf("stopped at call %d for no reason", info.Number)
	}

	memory, err := os.Open(fmt.Sprintf("/proc/%d/mem", thread))
	if err != nil {
		return nil, err
	}
	defer memory.Close()

	told := &event{Call: call.name, Process: thread}
	seen := sight{thread, memory, info.Arguments}

	if call.file != none && !seen.describe(told, call) {
		return nil, nil
	}

	return told, errors.Join(seen.names(told, call), seen.contents(told, call), seen.program(told, call))
}

// sight is a stopped thread: its memory, and the arguments of its call.
type sight struct {
	thread    int
	memory    *os.File
	arguments [6]uint64
}

// describe fills in the file of a descriptor; false when it is none, or is mapped to be read only.
func (seen sight) describe(told *event, call call) bool {
	descriptor := fmt.Sprintf("/proc/%d/fd/%d", seen.thread, int32(seen.arguments[call.file]))

	var found syscall.Stat_t
	if syscall.Stat(descriptor, &found) != nil || found.Mode&syscall.S_IFMT != syscall.S_IFREG {
		return false
	}

	if call.bits == mapShared && seen.arguments[mapProtection]&syscall.PROT_WRITE == 0 {
		return false
	}

	told.Path, _ = os.Readlink(descriptor)
	told.Mode, told.Inode = found.Mode&0o7777, found.Ino

	return true
}

func (seen sight) names(told *event, call call) (err error) {
	if call.path != none {
		told.Path, err = seen.name(call.folder, call.path)
	}

	if call.to != none && err == nil {
		told.To, err = seen.name(call.toFolder, call.to)
	}

	return err
}

// name is a path that is relative to the folder of a descriptor, or of the thread where that is not one.
func (seen sight) name(folder, path int) (string, error) {
	text, err := seen.text(seen.arguments[path])
	if err != nil || filepath.IsAbs(string(text)) {
		return string(text), err
	}

	base := fmt.Sprintf("/proc/%d/cwd", seen.thread)
	if folder != none && int32(seen.arguments[folder]) >= 0 {
		base = fmt.Sprintf("/proc/%d/fd/%d", seen.thread, int32(seen.arguments[folder]))
	}

	top, err := os.Readlink(base)

	return filepath.Join(top, string(text)), err
}

func (seen sight) contents(told *event, call call) (err error) {
	if call.bytes != none {
		told.Data, err = seen.bytes(seen.arguments[call.bytes], seen.arguments[call.bytes+1])
	}

	if call.parts == none || err != nil {
		return err
	}

	parts, err := seen.bytes(seen.arguments[call.parts], seen.arguments[call.parts+1]*partWords*wordSize)
	for err == nil && len(parts) > 0 {
		var part []byte
		part, err = seen.bytes(word(parts), word(parts[wordSize:]))
		told.Data = append(told.Data, part...)
		parts = parts[partWords*wordSize:]
	}

	return err
}

func (seen sight) program(told *event, call call) (err error) {
	if call.argv == none {
		return nil
	}

	if told.Argv, err = seen.texts(seen.arguments[call.argv]); err != nil {
		return err
	}

	told.Environ, err = seen.texts(seen.arguments[call.argv+1])

	return err
}

// texts is a list of pointers to texts that ends with a null pointer.
func (seen sight) texts(at uint64) (all [][]byte, err error) {
	for ; at != 0; at += wordSize {
		pointer, err := seen.bytes(at, wordSize)
		if err != nil || word(pointer) == 0 {
			return all, err
		}

		text, err := seen.text(word(pointer))
		if err != nil {
			return nil, err
		}

		all = append(all, text)
	}

	return all, nil
}

// text is the bytes up to the next null; read page by page, since the next one may not be there.
func (seen sight) text(at uint64) (text []byte, err error) {
	for len(text) < longest {
		part, err := seen.bytes(at, pageSize-at%pageSize)
		if err != nil {
			return nil, err
		}

		if end := bytes.IndexByte(part, 0); end >= 0 {
			return append(text, part[:end]...), nil
		}

		text = append(text, part...)
		at += uint64(len(part))
	}

	return nil, fmt.Errorf("a text without an end")
}

func (seen sight) bytes(at, size uint64) ([]byte, error) {
	found := make([]byte, size)
	_, err := seen.memory.ReadAt(found, int64(at))

	return found, err
}

func word(raw []byte) uint64 { return binary.NativeEndian.Uint64(raw) }
