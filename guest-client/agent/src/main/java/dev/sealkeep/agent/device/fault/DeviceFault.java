package dev.sealkeep.agent.device.fault;

/**
 * Every way in which a device can fail. Codes are stable; docs/reference/guest.md lists them in
 * these words.
 */
public enum DeviceFault {
  /** The device is not there. */
  DEVICE_ABSENT(
      "device.absent",
      "the device is not there",
      "Run as a confidential VM with the kernel module of its device loaded, or name the right"
          + " path"),
  /** This process may not use the device. */
  DEVICE_PERMISSION("device.permission", "this process may not use the device", "Run as root"),
  /** The device belongs to another technology. */
  DEVICE_OTHER_TECHNOLOGY(
      "device.other_technology",
      "the device belongs to another technology",
      "Ask for the technology of this machine"),
  /** The path is no such device. */
  DEVICE_UNSUITABLE(
      "device.unsuitable",
      "the path is no such device",
      "Name the device's own path, or leave the default"),
  /** The driver did not answer in time. */
  DEVICE_TIMEOUT(
      "device.timeout",
      "the driver did not answer in time",
      "Try later; if it repeats, the host is overloaded or withholds the answer"),
  /** The wait for the device was interrupted. */
  DEVICE_INTERRUPTED("device.interrupted", "the wait for the device was interrupted", "Run again"),
  /** The exchange with the firmware failed without a code. */
  DEVICE_IO(
      "device.io",
      "the exchange with the firmware failed without a code",
      "See the kernel's log; only a reboot gives a new message key"),
  /** The library for system calls cannot be loaded. */
  DEVICE_LIBRARY(
      "device.library",
      "the library for system calls cannot be loaded",
      "Set -Djna.boot.library.path to the folder of libjnidispatch.so, or -Djna.tmpdir to one that"
          + " can be written to"),
  /** Memory or file descriptors ran out. */
  SYSTEM_RESOURCES(
      "system.resources", "memory or file descriptors ran out", "Free some and run again"),
  /** The kernel refused a system call. */
  SYSTEM_ERROR(
      "system.error",
      "the kernel refused a system call",
      "Look the error's name up in the manual of that call, and see the kernel's log"),
  /** The driver refused the request as malformed. */
  REQUEST_INVALID(
      "request.invalid",
      "the driver refused the request as malformed",
      "Update the kernel; this program uses message version 1 of its sev-guest interface"),
  /** The driver could not reach the program's memory. */
  REQUEST_ADDRESS(
      "request.address", "the driver could not reach the program's memory", "Update the kernel"),
  /** The driver has disabled its message key, or the path is another device. */
  VMPCK_DISABLED(
      "vmpck.disabled",
      "the driver has disabled its message key, or the path is another device",
      "Reboot the guest if an earlier exchange failed; else name the device's own path"),
  /** The firmware's answer does not authenticate. */
  RESPONSE_UNAUTHENTIC(
      "response.unauthentic",
      "the firmware's answer does not authenticate",
      "Reboot the guest; if it repeats, the host tampers with the answers"),
  /** The hypervisor was busy for a minute. */
  VMM_TIMEOUT(
      "vmm.timeout", "the hypervisor was busy for a minute", "Reboot the guest and try later"),
  /** The hypervisor wants a larger certificate buffer. */
  VMM_INVALID_LENGTH(
      "vmm.invalid_length",
      "the hypervisor wants a larger certificate buffer",
      "Run again; if it repeats, its certificate table exceeds 16 KiB"),
  /** The hypervisor is busy. */
  VMM_BUSY("vmm.busy", "the hypervisor is busy", "Reboot the guest and try later"),
  /** The hypervisor gave a code that is not known. */
  VMM_UNKNOWN(
      "vmm.unknown",
      "the hypervisor gave a code that is not known",
      "See the number in the message and the hypervisor's log"),
  /** The firmware is not initialised for guests. */
  FIRMWARE_INVALID_PLATFORM_STATE(
      "firmware.invalid_platform_state",
      "the firmware is not initialised for guests",
      "Ask the host's operator to initialise SEV-SNP"),
  /** The firmware does not see the guest as running. */
  FIRMWARE_INVALID_GUEST_STATE(
      "firmware.invalid_guest_state",
      "the firmware does not see the guest as running",
      "Start the guest anew"),
  /** The firmware found a message's length wrong. */
  FIRMWARE_INVALID_LENGTH(
      "firmware.invalid_length",
      "the firmware found a message's length wrong",
      "Update kernel and firmware"),
  /** The guest's policy forbids the request. */
  FIRMWARE_POLICY_FAILURE(
      "firmware.policy_failure",
      "the guest's policy forbids the request",
      "Check the policy the guest was launched with"),
  /** The guest is not active in the firmware. */
  FIRMWARE_INACTIVE(
      "firmware.inactive", "the guest is not active in the firmware", "Start the guest anew"),
  /** The firmware found an address wrong. */
  FIRMWARE_INVALID_ADDRESS(
      "firmware.invalid_address",
      "the firmware found an address wrong",
      "Update kernel and hypervisor"),
  /** The firmware does not know the command. */
  FIRMWARE_INVALID_COMMAND(
      "firmware.invalid_command", "the firmware does not know the command", "Update the firmware"),
  /** The hardware failed; the platform stays usable. */
  FIRMWARE_HARDWARE_PLATFORM(
      "firmware.hardware_platform",
      "the hardware failed; the platform stays usable",
      "Try later; ask the host's operator"),
  /** The hardware failed and is not safe to use. */
  FIRMWARE_HARDWARE_UNSAFE(
      "firmware.hardware_unsafe",
      "the hardware failed and is not safe to use",
      "Move the guest to another machine"),
  /** The firmware does not support the request. */
  FIRMWARE_UNSUPPORTED(
      "firmware.unsupported", "the firmware does not support the request", "Update the firmware"),
  /** The firmware found a parameter out of range. */
  FIRMWARE_INVALID_PARAMETER(
      "firmware.invalid_parameter",
      "the firmware found a parameter out of range",
      "Check that `vmpl` is at least this guest's own, and `guest_svn` and `tcb_version` at most"),
  /** The firmware has run out of resources. */
  FIRMWARE_RESOURCE_LIMIT(
      "firmware.resource_limit",
      "the firmware has run out of resources",
      "Try later; ask the host's operator"),
  /** The firmware found protected data damaged. */
  FIRMWARE_SECURE_DATA_INVALID(
      "firmware.secure_data_invalid",
      "the firmware found protected data damaged",
      "Start the guest anew; if it repeats, the host tampers"),
  /** The firmware found a page's size wrong. */
  FIRMWARE_INVALID_PAGE_SIZE(
      "firmware.invalid_page_size",
      "the firmware found a page's size wrong",
      "Update kernel and hypervisor"),
  /** The firmware found a page's state wrong. */
  FIRMWARE_INVALID_PAGE_STATE(
      "firmware.invalid_page_state",
      "the firmware found a page's state wrong",
      "Update kernel and hypervisor"),
  /** The firmware found a metadata entry wrong. */
  FIRMWARE_INVALID_METADATA_ENTRY(
      "firmware.invalid_metadata_entry",
      "the firmware found a metadata entry wrong",
      "Update kernel and hypervisor"),
  /** The firmware found a page owned by another guest. */
  FIRMWARE_INVALID_PAGE_OWNER(
      "firmware.invalid_page_owner",
      "the firmware found a page owned by another guest",
      "Update kernel and hypervisor"),
  /** The message counter is used up. */
  FIRMWARE_AEAD_OVERFLOW(
      "firmware.aead_overflow", "the message counter is used up", "Start the guest anew"),
  /** The firmware does not have the selected key. */
  FIRMWARE_INVALID_KEY(
      "firmware.invalid_key",
      "the firmware does not have the selected key",
      "Select another: `vlek` needs one that the host has loaded"),
  /** The firmware gave a status that is not known. */
  FIRMWARE_UNKNOWN(
      "firmware.unknown",
      "the firmware gave a status that is not known",
      "Look the number in the message up in AMD 56860"),
  /** Configfs-tsm stayed busy. */
  TSM_BUSY("tsm.busy", "configfs-tsm stayed busy", "Run again"),
  /** The report request did not stay as it was written. */
  TSM_GENERATION(
      "tsm.generation",
      "the report request did not stay as it was written",
      "Run again; if it repeats, find what else writes below the configfs-tsm folder"),
  /** The kernel or the firmware refused the report request. */
  TSM_REFUSED(
      "tsm.refused",
      "the kernel or the firmware refused the report request",
      "See the kernel's log; at a VMPL above 0 update the kernel"),
  /** The provider gave no report. */
  TSM_NO_REPORT(
      "tsm.no_report",
      "the provider gave no report",
      "See the kernel's log for the firmware's status"),
  /** A blob is longer than any of its kind. */
  TSM_TOO_LARGE(
      "tsm.too_large",
      "a blob is longer than any of its kind",
      "Report it: kernel and program do not fit together"),
  /** An attribute does not read as documented. */
  TSM_MALFORMED(
      "tsm.malformed",
      "an attribute does not read as documented",
      "Check that the path is configfs-tsm, and update the kernel"),
  /** The report does not have 1184 bytes. */
  REPORT_SIZE(
      "report.size",
      "the report does not have 1184 bytes",
      "Update this program: the kernel gives another format"),
  /** The report is over other data than was asked. */
  REPORT_DATA_MISMATCH(
      "report.data_mismatch",
      "the report is over other data than was asked",
      "Run again; if it repeats, the kernel or the host is faulty"),
  /** The bytes are no TDX quote of version 4 or 5. */
  QUOTE_MALFORMED(
      "quote.malformed",
      "the bytes are no TDX quote of version 4 or 5",
      "Update this program: kernel or host give another format"),
  /** The host delivered no quote in time. */
  QUOTE_TIMEOUT(
      "quote.timeout",
      "the host delivered no quote in time",
      "Try later; if it repeats, have the host's quoting service (QGS) started"),
  /** The host's quoting service failed. */
  QUOTE_FAILED(
      "quote.failed",
      "the host's quoting service failed",
      "Ask the host's operator to look at the log of its quoting service (QGS)"),
  /** Azure's metadata service does not answer. */
  METADATA_UNREACHABLE(
      "azure.metadata_unreachable",
      "Azure's metadata service does not answer",
      "Let this VM reach http://169.254.169.254 before its disk is opened; no proxy is used"),
  /** Azure's metadata service gave no TD quote. */
  METADATA_REFUSED(
      "azure.metadata_refused",
      "Azure's metadata service gave no TD quote",
      "Try later; if it repeats, the status in the message is for Azure's support"),
  /** An answer of Azure's metadata service does not read as expected. */
  METADATA_MALFORMED(
      "azure.metadata_malformed",
      "an answer of Azure's metadata service does not read as expected",
      "Check `azure_metadata`, and that nothing is between this VM and the service"),
  /** The bytes are no SGX quote. */
  SGX_QUOTE_MALFORMED(
      "sgx.quote_malformed",
      "the bytes are no SGX quote of version 3 to 5",
      "Update this program: Gramine or the host give another format"),
  /** The enclave cannot be attested. */
  SGX_ATTESTATION_OFF(
      "sgx.attestation_off",
      "the enclave has no remote attestation by DCAP",
      "Set `sgx.remote_attestation = \"dcap\"` in the manifest, and sign it anew"),
  /** Gramine obtained no quote. */
  SGX_QUOTE_REFUSED(
      "sgx.quote_refused",
      "Gramine obtained no quote",
      "Have the host's AESM service and DCAP library set up, and see Gramine's log"),
  /** Gramine has no such sealing key. */
  SGX_KEY_ABSENT(
      "sgx.key_absent",
      "Gramine gives no such sealing key",
      "Run in an SGX enclave, under a Gramine that has /dev/attestation/keys/_sgx_mrenclave"),
  /** One of Gramine's files does not behave as documented. */
  SGX_MALFORMED(
      "sgx.malformed",
      "one of Gramine's files does not behave as documented",
      "Check that `gramine_path` is Gramine's /dev/attestation, and update Gramine"),
  /** The SVSM refused. */
  SVSM_REFUSED(
      "svsm.refused",
      "the SVSM refused to attest its vTPM",
      "Use an SVSM with a vTPM that attests its services (AMD 58019), and see the kernel's log"),
  /** The SVSM gave no manifest. */
  SVSM_NO_MANIFEST(
      "svsm.no_manifest",
      "the SVSM gave no manifest of its vTPM",
      "Use an SVSM with a vTPM that attests its services (AMD 58019)"),
  /** The TPM stayed busy. */
  TPM_BUSY("tpm.busy", "the TPM stayed busy", "Run again; use /dev/tpmrm0, which others can share"),
  /** The exchange with the TPM broke off. */
  TPM_IO("tpm.io", "the exchange with the TPM broke off", "See the kernel's log; run again"),
  /** An answer does not read as specified. */
  TPM_MALFORMED(
      "tpm.malformed",
      "an answer does not read as specified",
      "Check that the path is a TPM 2.0; if it is, its firmware is faulty"),
  /** The TPM was not started. */
  TPM_NOT_STARTED(
      "tpm.not_started",
      "the TPM was not started",
      "Have the firmware or the emulator send TPM2_Startup"),
  /** The TPM is in failure mode. */
  TPM_FAILURE(
      "tpm.failure", "the TPM is in failure mode", "Reset the machine; if it repeats, replace it"),
  /** The TPM refuses authorizations for now. */
  TPM_LOCKOUT(
      "tpm.lockout",
      "the TPM refuses authorizations for now",
      "Wait, or have its owner reset the lockout (TPM2_DictionaryAttackLockReset)"),
  /** The TPM refused the authorization. */
  TPM_UNAUTHORIZED(
      "tpm.unauthorized",
      "the TPM refused the authorization",
      "Clear the password of the endorsement hierarchy or of the key: this program has none"),
  /** The TPM lacks a command, an algorithm or a bank. */
  TPM_UNSUPPORTED(
      "tpm.unsupported",
      "the TPM lacks a command, an algorithm or a bank",
      "Set `tpm_ak` to `rsa`, or name another bank in `tpm_pcrs`"),
  /** Nothing is at a handle. */
  TPM_HANDLE_ABSENT(
      "tpm.handle_absent",
      "nothing is at a handle",
      "Check the handle in `tpm_ak` (tpm2_getcap handles-persistent)"),
  /** The TPM has no room left. */
  TPM_MEMORY(
      "tpm.memory",
      "the TPM has no room left",
      "Use /dev/tpmrm0, or flush what others loaded (tpm2_flushcontext -t)"),
  /** The TPM's non-volatile memory refused. */
  TPM_NV_REFUSED(
      "tpm.nv_refused",
      "the TPM's non-volatile memory refused",
      "Have the TPM's owner look at the index in the message (tpm2_nvreadpublic)"),
  /** The TPM refused a command. */
  TPM_REFUSED(
      "tpm.refused",
      "the TPM refused a command",
      "Look the code in the message up in the TPM 2.0 Library, part 2, section 6.6"),
  /** The quote is over other data than was asked. */
  TPM_QUOTE_MISMATCH(
      "tpm.quote_mismatch",
      "the quote is over other data than was asked",
      "Run again; if it repeats, the TPM or what is before it is faulty"),
  /** PCRs changed each time they were quoted. */
  TPM_PCRS_MOVED(
      "tpm.pcrs_moved",
      "PCRs changed each time they were quoted",
      "Run again later, or leave those that keep changing out of `tpm_pcrs`"),
  /** The PCRs are not those that the evidence has room for. */
  TPM_PCRS_GAP(
      "tpm.pcrs_gap",
      "this evidence has PCRs of sha256 alone, from 0 on without gaps",
      "Write `tpm_pcrs` as `sha256:0-N`"),
  /** The file of certificates cannot be used. */
  TPM_CERTIFICATES(
      "tpm.certificates",
      "the file of certificates cannot be used",
      "Name a file of at most 32 KiB in `tpm_ek_certificates`, or leave it out"),
  /** An event log cannot be read. */
  LOG_UNREADABLE(
      "log.unreadable",
      "an event log cannot be read",
      "Run as root, and check the paths in `event_logs`"),
  /** An event log is longer than a request takes. */
  LOG_TOO_LARGE(
      "log.too_large",
      "an event log is longer than a request takes",
      "Set `event_logs` to `none`, or name shorter ones"),
  /** A register of a TD cannot be extended. */
  REGISTER_UNWRITABLE(
      "register.unwritable",
      "a register cannot be extended",
      "Run as root in a TD with a kernel of 6.16 or later, or name another register in `extend`"),
  /** A register of a TD cannot be read. */
  REGISTER_UNREADABLE(
      "register.unreadable",
      "a register cannot be read",
      "Run as root in a TD with a kernel of 6.16 or later, or leave `extend` empty"),
  /** The derived key is all zeros. */
  KEY_ZERO(
      "key.zero",
      "the derived key is all zeros",
      "Do not use this machine for derived keys; update kernel and firmware"),
  /** The kernel's structure cannot carry a selected field, and nothing was sent. */
  KEY_FIELD_UNSUPPORTED(
      "key.field_unsupported",
      "the kernel's structure cannot carry a selected field, and nothing was sent",
      "Leave `launch_mit_vector` out of `fields`");

  private final String code;
  private final String cause;
  private final String cure;

  DeviceFault(String code, String cause, String cure) {
    this.code = code;
    this.cause = cause;
    this.cure = cure;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** What happened, in one line. */
  public String cause() {
    return cause;
  }

  /** What to do, in one line. */
  public String cure() {
    return cure;
  }
}
