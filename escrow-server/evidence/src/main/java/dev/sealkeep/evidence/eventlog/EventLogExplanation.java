package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.evidence.Parsed;
import dev.sealkeep.evidence.Reason;
import dev.sealkeep.policy.claim.ClaimValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * What event logs say of registers. A log counts if it makes the quoted value of every register
 * that it speaks of and that is quoted, and of one at least; of PCR 11 also if the words of
 * systemd's boot phases, which no firmware log has, make up the rest. Claims come from such
 * registers alone.
 *
 * @param claims under their full names; empty unless a log replays to the registers' values
 * @param fields what was found, for display: which registers replay and which do not
 */
public record EventLogExplanation(
    Map<String, ClaimValue> claims, SequencedMap<String, Object> fields) {
  private static final Set<String> VERDICTS = Set.of("registers", "replayed", "reason");
  private static final int MAX_LOGS = 4;
  private static final int PHASED_PCR = 11;

  /** Copies the claims. */
  public EventLogExplanation {
    claims = Map.copyOf(claims);
  }

  /**
   * Replays logs of unknown origin against registers.
   *
   * @param logs candidates; the first that replays counts
   * @param registers what evidence vouches for
   */
  public static EventLogExplanation of(List<byte[]> logs, Registers registers) {
    SequencedMap<String, Object> fields = new LinkedHashMap<>();
    for (byte[] bytes : logs.subList(0, Math.min(logs.size(), MAX_LOGS))) {
      SequencedMap<String, Object> found = new LinkedHashMap<>();
      fields.put("log" + fields.size(), found);
      switch (EventLog.parse(bytes)) {
        case Parsed.Refused<EventLog>(Reason reason) -> found.put("reason", reason.code());
        case Parsed.Accepted<EventLog>(EventLog log) -> {
          found.putAll(EventLogFields.of(log));
          Optional<Match> match = match(log, registers, found);
          found.put("replayed", match.isPresent());
          if (match.isPresent()) {
            return new EventLogExplanation(claims(match.get(), found), fields);
          }
        }
      }
    }
    return new EventLogExplanation(Map.of(), fields);
  }

  /** What a log that came alone says of itself, as one without a quote shows it; or nothing. */
  public Map<String, Object> onlyLog() {
    Map<String, Object> shown = new LinkedHashMap<>();
    if (fields.size() == 1 && fields.firstEntry().getValue() instanceof Map<?, ?> log) {
      log.forEach((name, value) -> shown.put(String.valueOf(name), value));
      shown.keySet().removeAll(VERDICTS);
    }
    return shown;
  }

  private record Match(ReplayedLog log, Optional<Integer> phases) {}

  private static Optional<Match> match(
      EventLog log, Registers registers, SequencedMap<String, Object> fields) {
    TcgHash hash = registers.kind().hash();
    Set<Integer> explained = new TreeSet<>();
    SequencedMap<String, Object> results = new LinkedHashMap<>();
    Optional<Integer> phases = Optional.empty();
    boolean all = true;
    for (Map.Entry<Integer, byte[]> replayed : Replay.of(log, hash).entrySet()) {
      int number = registers.kind().number(replayed.getKey());
      byte[] quoted = registers.values().get(number);
      if (quoted == null) {
        continue;
      }
      Optional<Integer> behind = extended(registers, number, hash, replayed.getValue(), quoted);
      results.put(Integer.toString(number), behind.isPresent());
      all &= behind.isPresent();
      explained.add(replayed.getKey());
      if (number == PHASED_PCR) {
        phases = behind;
      }
    }
    fields.put("registers", results);
    ReplayedLog replay =
        new ReplayedLog(log, registers.kind(), hash, explained, registers.untouched());
    return all && !explained.isEmpty() ? Optional.of(new Match(replay, phases)) : Optional.empty();
  }

  /**
   * How many boot phases lie between the replayed value and the quoted one; empty if neither fits.
   */
  private static Optional<Integer> extended(
      Registers registers, int number, TcgHash hash, byte[] replayed, byte[] quoted) {
    if (Arrays.equals(replayed, quoted)) {
      return Optional.of(0);
    }
    return number == PHASED_PCR && registers.kind() != Registers.Kind.RTMR
        ? UnifiedKernel.phasesBehind(hash, replayed, quoted)
        : Optional.empty();
  }

  private static Map<String, ClaimValue> claims(Match match, SequencedMap<String, Object> fields) {
    Map<String, ClaimValue> claims = new HashMap<>();
    claims.put("event_log.replayed", new ClaimValue.Bool(true));
    ReplayedLog log = match.log();
    if (log.hasDuplicateSeparator()) {
      fields.put("reason", EventLogReason.SEPARATOR_DUPLICATE.code());
      return claims;
    }
    claims.putAll(EventEntries.claims(log));
    claims.putAll(SecureBoot.claims(log));
    claims.putAll(BootImages.claims(log));
    claims.putAll(KernelParameters.claims(log));
    claims.putAll(Shim.claims(log));
    UnifiedKernel.systemExtensions(log)
        .ifPresent(digest -> claims.put("event_log.system_extensions", digest));
    Map<String, ClaimValue> sections = UnifiedKernel.claims(log);
    claims.putAll(sections);
    if (!sections.isEmpty() && match.phases().isPresent()) {
      claims.put(
          "event_log.boot_phase", new ClaimValue.Symbol(UnifiedKernel.phase(match.phases().get())));
    }
    return claims;
  }
}
