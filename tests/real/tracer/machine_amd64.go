package main

import "syscall"

// Numbers that the standard library does not name, and calls that newer processors do without.
const (
	sysRenameat2     = 316
	sysExecveat      = 322
	sysCopyFileRange = 326
	sysPwritev2      = 328
	sysIoUringSetup  = 425
	sysOpenat2       = 437
)

var olderCalls = map[uintptr]call{
	syscall.SYS_OPEN:    named("open").at(none, 0).only(1, openForWriting),
	syscall.SYS_CREAT:   named("open").at(none, 0),
	syscall.SYS_MKDIR:   named("mkdir").at(none, 0),
	syscall.SYS_RMDIR:   named("unlink").at(none, 0),
	syscall.SYS_UNLINK:  named("unlink").at(none, 0),
	syscall.SYS_RENAME:  named("rename").at(none, 0).towards(none, 1),
	syscall.SYS_LINK:    named("link").at(none, 0).towards(none, 1),
	syscall.SYS_SYMLINK: named("link").at(none, 0).towards(none, 1),
	syscall.SYS_MKNOD:   named("mknod").at(none, 0),
	syscall.SYS_CHMOD:   named("chmod").at(none, 0),
}

// skip lets the call of a stopped thread fail: it is not made, and what is in the register is its answer.
func skip(thread, reason int) error {
	var registers syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(thread, &registers); err != nil {
		return err
	}

	registers.Orig_rax = ^uint64(0)
	registers.Rax = uint64(-reason)

	return syscall.PtraceSetRegs(thread, &registers)
}
