package main

import (
	"syscall"
	"unsafe"
)

// Numbers that the standard library does not name.
const (
	sysRenameat2     = 276
	sysExecveat      = 281
	sysCopyFileRange = 285
	sysPwritev2      = 287
	sysIoUringSetup  = 425
	sysOpenat2       = 437

	setRegisterSet = 0x4205 // PTRACE_SETREGSET
	callNumber     = 0x404  // NT_ARM_SYSTEM_CALL
)

var olderCalls = map[uintptr]call{}

// skip lets the call of a stopped thread fail: it is not made, and what is in the register is its answer.
func skip(thread, reason int) error {
	var registers syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(thread, &registers); err != nil {
		return err
	}

	registers.Regs[0] = uint64(-reason)
	if err := syscall.PtraceSetRegs(thread, &registers); err != nil {
		return err
	}

	nothing := int32(-1)
	part := syscall.Iovec{Base: (*byte)(unsafe.Pointer(&nothing)), Len: uint64(unsafe.Sizeof(nothing))}

	_, _, number := syscall.RawSyscall6(syscall.SYS_PTRACE, setRegisterSet, uintptr(thread), callNumber,
		uintptr(unsafe.Pointer(&part)), 0, 0)
	if number != 0 {
		return number
	}

	return nil
}
