package dev.sealkeep.agent.device.configfs;

/**
 * Who makes a report in the guest's place, and about what. Linux,
 * Documentation/ABI/testing/configfs-tsm-report, {@code service_provider} and {@code service_guid}.
 *
 * @param provider the name of the service provider
 * @param guid the service, in the usual text form
 */
public record Service(String provider, String guid) {
  /** The vTPM of an SVSM, with version 0 of its manifest. AMD 58019, section 8.3.1. */
  public static final Service SVSM_VTPM =
      new Service("svsm", "c476f1eb-0123-45a5-9641-b4e7dde5bfe3");
}
