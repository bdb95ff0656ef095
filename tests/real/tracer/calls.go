package main

import "syscall"

// call says of a system call where its arguments are; none is -1. A call with bits matters only when one of them is set
// in the argument flags.
type call struct {
	name     string
	file     int // the descriptor that is written to or changed
	folder   int // the descriptor that path is relative to
	path     int
	toFolder int
	to       int
	bytes    int // where the bytes are; their number is the next argument
	parts    int // where a list of bytes is; its length is the next argument
	argv     int // the arguments of a program; its environment is the next argument
	flags    int
	bits     uint32
}

const none = -1

func named(name string) call {
	return call{name, none, none, none, none, none, none, none, none, none, 0}
}

func (call call) onFile(file int) call { call.file = file; return call }

func (call call) at(folder, path int) call { call.folder, call.path = folder, path; return call }

func (call call) towards(folder, path int) call { call.toFolder, call.to = folder, path; return call }

func (call call) writing(bytes int) call { call.bytes = bytes; return call }

func (call call) gathering(parts int) call { call.parts = parts; return call }

func (call call) executing(argv int) call { call.argv = argv; return call }

func (call call) only(flags int, bits uint32) call { call.flags, call.bits = flags, bits; return call }

// calls are those that change a file or a name, or could carry bytes to somewhere else.
var calls = table(map[uintptr]call{
	syscall.SYS_WRITE:     named("write").onFile(0).writing(1),
	syscall.SYS_PWRITE64:  named("write").onFile(0).writing(1),
	syscall.SYS_WRITEV:    named("write").onFile(0).gathering(1),
	syscall.SYS_PWRITEV:   named("write").onFile(0).gathering(1),
	sysPwritev2:           named("write").onFile(0).gathering(1),
	syscall.SYS_SENDFILE:  named("copy").onFile(0),
	sysCopyFileRange:      named("copy").onFile(2),
	syscall.SYS_SPLICE:    named("copy").onFile(2),
	syscall.SYS_MMAP:      named("map").onFile(4).only(3, mapShared),
	syscall.SYS_FTRUNCATE: named("truncate").onFile(0),
	syscall.SYS_FALLOCATE: named("truncate").onFile(0),
	syscall.SYS_TRUNCATE:  named("truncate").at(none, 0),
	syscall.SYS_OPENAT:    named("open").at(0, 1).only(2, openForWriting),
	sysOpenat2:            named("open").at(0, 1),
	syscall.SYS_MKDIRAT:   named("mkdir").at(0, 1),
	syscall.SYS_UNLINKAT:  named("unlink").at(0, 1),
	syscall.SYS_RENAMEAT:  named("rename").at(0, 1).towards(2, 3),
	sysRenameat2:          named("rename").at(0, 1).towards(2, 3),
	syscall.SYS_LINKAT:    named("link").at(0, 1).towards(2, 3),
	syscall.SYS_SYMLINKAT: named("link").at(none, 0).towards(1, 2),
	syscall.SYS_MKNODAT:   named("mknod").at(0, 1),
	syscall.SYS_FCHMOD:    named("chmod").onFile(0),
	syscall.SYS_FCHMODAT:  named("chmod").at(0, 1),
	syscall.SYS_SETXATTR:  named("attribute").at(none, 0),
	syscall.SYS_FSETXATTR: named("attribute").onFile(0),
	syscall.SYS_EXECVE:    named("execute").at(none, 0).executing(1),
	sysExecveat:           named("execute").at(0, 1).executing(2),
	syscall.SYS_SOCKET:    named("socket"),
	sysIoUringSetup:       named("ring"),
})

// mapShared is the flag of a mapping whose bytes reach the file without a call.
const mapShared = syscall.MAP_SHARED

func table(common map[uintptr]call) map[uintptr]call {
	for number, older := range olderCalls {
		common[number] = older
	}

	return common
}
