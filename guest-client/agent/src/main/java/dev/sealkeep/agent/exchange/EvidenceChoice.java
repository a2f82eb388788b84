package dev.sealkeep.agent.exchange;

import dev.sealkeep.agent.configuration.Attesters;
import dev.sealkeep.agent.evidence.CompositeDevice;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.name.Technology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The devices that are configured and present, most wanted first.
 *
 * @param devices those of each configured alternative whose devices are all there
 * @param absences what of the other alternatives is not there, for a person
 */
public record EvidenceChoice(List<CompositeDevice> devices, List<String> absences) {
  /** Copies the lists. */
  public EvidenceChoice {
    devices = List.copyOf(devices);
    absences = List.copyOf(absences);
  }

  /** Keeps of {@code found} what is configured and present, in the configuration's order. */
  public static EvidenceChoice of(
      List<Attesters> configured, Iterable<? extends EvidenceSource> found) {
    Map<Technology, Optional<EvidenceSource>> known = new HashMap<>();
    List<CompositeDevice> devices = new ArrayList<>();
    List<String> absences = new ArrayList<>();
    for (Attesters attesters : configured) {
      List<EvidenceSource> sources = new ArrayList<>();
      List<Technology> absent = new ArrayList<>();
      for (Technology technology : attesters.conveyed()) {
        known
            .computeIfAbsent(technology, wanted -> present(wanted, found))
            .ifPresentOrElse(sources::add, () -> absent.add(technology));
      }
      if (absent.isEmpty()) {
        devices.add(new CompositeDevice(sources));
      } else {
        absences.add(absence(attesters, absent));
      }
    }
    return new EvidenceChoice(devices, absences);
  }

  private static Optional<EvidenceSource> present(
      Technology technology, Iterable<? extends EvidenceSource> found) {
    for (EvidenceSource source : found) {
      if (source.technology() == technology && source.present()) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  private static String absence(Attesters attesters, List<Technology> absent) {
    return attesters.technologies().size() == 1
        ? "no " + attesters.spelling()
        : "of %s no %s"
            .formatted(
                attesters.spelling(),
                absent.stream().map(Technology::tag).collect(Collectors.joining(" and no ")));
  }

  /** The first devices whose technologies are all offered. */
  Optional<CompositeDevice> among(List<String> offered) {
    return devices.stream()
        .filter(
            device ->
                device.sources().stream()
                    .allMatch(source -> offered.contains(source.technology().tag())))
        .findFirst();
  }

  /** What there is, for a person. */
  String display() {
    return devices.stream().map(CompositeDevice::spelling).collect(Collectors.joining(", "));
  }
}
