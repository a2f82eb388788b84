package dev.sealkeep.simulator.fault;

/** What a fault does to one operation. {@link FaultKind} documents each. */
public sealed interface FaultEffect {
  /** The system call fails with that error. */
  record Fails(Errno errno) implements FaultEffect {}

  /** Firmware fails the command with that SEV status, 1 to 0xFFFFFFFF. */
  record Firmware(int code) implements FaultEffect {}

  /** The hypervisor refuses the request with that code, 1 to 0xFFFFFFFF. */
  record Hypervisor(int code) implements FaultEffect {}

  /** Firmware answers with that STATUS and nothing else; the ioctl succeeds. */
  record Status(int code) implements FaultEffect {}

  /** The payload is all zeros. */
  record Zero() implements FaultEffect {}

  /** One bit in the middle of the payload is inverted. */
  record Garbled() implements FaultEffect {}

  /** The payload ends after that many bytes. */
  record Shortened(int bytes) implements FaultEffect {}

  /** The report carries other REPORT_DATA, under a valid signature. */
  record WrongData() implements FaultEffect {}

  /** The host gives no certificates. */
  record NoCertificates() implements FaultEffect {}

  /** Another writer of the same instance has just written another inblob. */
  record Interloper() implements FaultEffect {}

  /** The hand-over of what was written fails, and nobody is told. */
  record Lost() implements FaultEffect {}

  /** A write past 64 bytes fails with that error. */
  record PastEnd(Errno errno) implements FaultEffect {}

  /** The attribute shows that text. */
  record Says(String text) implements FaultEffect {}

  /** The simulator ends without an answer. */
  record Gone() implements FaultEffect {}
}
