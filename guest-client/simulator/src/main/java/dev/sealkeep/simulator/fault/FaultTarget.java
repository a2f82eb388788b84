package dev.sealkeep.simulator.fault;

import static dev.sealkeep.simulator.fault.FaultKind.ERRNO;
import static dev.sealkeep.simulator.fault.FaultKind.FW;
import static dev.sealkeep.simulator.fault.FaultKind.GARBLED;
import static dev.sealkeep.simulator.fault.FaultKind.GONE;
import static dev.sealkeep.simulator.fault.FaultKind.INTERLOPER;
import static dev.sealkeep.simulator.fault.FaultKind.LOST;
import static dev.sealkeep.simulator.fault.FaultKind.NO_CERTS;
import static dev.sealkeep.simulator.fault.FaultKind.PAST_END;
import static dev.sealkeep.simulator.fault.FaultKind.SAYS;
import static dev.sealkeep.simulator.fault.FaultKind.SHORT;
import static dev.sealkeep.simulator.fault.FaultKind.STATUS;
import static dev.sealkeep.simulator.fault.FaultKind.VMM;
import static dev.sealkeep.simulator.fault.FaultKind.WRONG_DATA;
import static dev.sealkeep.simulator.fault.FaultKind.ZERO;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The operations that can fail, and how each can. */
public enum FaultTarget {
  /** SNP_GET_REPORT. */
  REPORT("report"),
  /** SNP_GET_EXT_REPORT, and each report that configfs-tsm makes. */
  EXT_REPORT("ext-report"),
  /** SNP_GET_DERIVED_KEY. */
  KEY("key"),
  /** Making a report instance. */
  MKDIR("mkdir"),
  /** Removing a report instance. */
  RMDIR("rmdir"),
  /** A write to inblob; {@code lost} acts at its close. */
  INBLOB("inblob"),
  /** A write to privlevel. */
  PRIVLEVEL("privlevel"),
  /** The first read of an open outblob. */
  OUTBLOB("outblob"),
  /** The first read of an open auxblob. */
  AUXBLOB("auxblob"),
  /** The first read of an open provider. */
  PROVIDER("provider"),
  /** The first read of an open generation. */
  GENERATION("generation"),
  /** The first read of an open privlevel_floor. */
  PRIVLEVEL_FLOOR("privlevel_floor"),
  /** A write to service_provider. */
  SERVICE_PROVIDER("service_provider"),
  /** A write to service_guid. */
  SERVICE_GUID("service_guid"),
  /** A write to service_manifest_version. */
  SERVICE_MANIFEST_VERSION("service_manifest_version"),
  /** The first read of an open manifestblob. */
  MANIFESTBLOB("manifestblob");

  private final String text;

  FaultTarget(String text) {
    this.text = text;
  }

  /** The name in the language of faults. */
  public String text() {
    return text;
  }

  List<FaultKind> kinds() {
    return switch (this) {
      case REPORT -> List.of(ERRNO, FW, VMM, STATUS, ZERO, GARBLED, SHORT, WRONG_DATA, GONE);
      case EXT_REPORT ->
          List.of(ERRNO, FW, VMM, STATUS, ZERO, GARBLED, SHORT, WRONG_DATA, NO_CERTS, GONE);
      case KEY -> List.of(ERRNO, FW, VMM, STATUS, ZERO, GARBLED, GONE);
      case MKDIR, RMDIR -> List.of(ERRNO, GONE);
      case INBLOB -> List.of(ERRNO, LOST, PAST_END, INTERLOPER, GONE);
      case PRIVLEVEL, SERVICE_PROVIDER, SERVICE_GUID, SERVICE_MANIFEST_VERSION ->
          List.of(ERRNO, INTERLOPER, GONE);
      case OUTBLOB -> List.of(ERRNO, ZERO, GARBLED, SHORT, WRONG_DATA, INTERLOPER, GONE);
      case AUXBLOB, MANIFESTBLOB -> List.of(ERRNO, ZERO, GARBLED, SHORT, INTERLOPER, GONE);
      case PROVIDER, GENERATION, PRIVLEVEL_FLOOR -> List.of(ERRNO, SAYS, INTERLOPER, GONE);
    };
  }

  static Optional<FaultTarget> named(String name) {
    return Arrays.stream(values()).filter(target -> target.text.equals(name)).findFirst();
  }
}
