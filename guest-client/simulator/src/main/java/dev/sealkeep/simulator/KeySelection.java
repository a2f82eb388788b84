package dev.sealkeep.simulator;

/** The KEY_SEL field of MSG_REPORT_REQ and MSG_KEY_REQ. */
public enum KeySelection {
  /** 0: the VLEK if one is loaded, else the VCEK. */
  VLEK_IF_LOADED,
  /** 1: the VCEK. */
  VCEK,
  /** 2: the VLEK; refused if none is loaded. */
  VLEK
}
