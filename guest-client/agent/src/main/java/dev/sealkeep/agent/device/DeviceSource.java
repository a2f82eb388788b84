package dev.sealkeep.agent.device;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.protocol.evidence.EvidenceSource;

/** A source of evidence whose device can stand elsewhere than usual. */
public interface DeviceSource extends EvidenceSource {
  /** The same source over the devices that {@code settings} name, with that much patience. */
  DeviceSource with(DeviceSettings settings, Patience patience);
}
