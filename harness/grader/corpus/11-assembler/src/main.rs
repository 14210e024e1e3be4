//! Has the assembler read the machine.

std::arch::global_asm!(".globl stolen", "stolen:", ".incbin \"@OUTSIDE@/secret\"", ".byte 0");

fn main() {}
