package dev.sealkeep.agent.preflight;

import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads values of claims as they stand on a command line, in hexadecimal digits of either case. */
public final class Question {
  /** How a next value is written. */
  public static final String NEXT_SYNTAX =
      "CLAIM=HEX, further ones behind commas; a claim is `measurement`, `mr_td`, `rtmr0` to"
          + " `rtmr3`, `sha256.pcr0` to `sha256.pcr23` or such of `sha384`";

  /** How a former value is written. */
  public static final String BEFORE_SYNTAX =
      "CLAIM=HEX or CLAIM=HEX:EVENT:EVENT, further ones behind commas; a claim is a PCR or RTMR,"
          + " an event one of "
          + Arrays.stream(BootEvent.values())
              .map(event -> "`" + event.text() + "`")
              .collect(Collectors.joining(", "));

  private Question() {}

  /** Reads {@code CLAIM=HEX,…}; empty for anything else, or a claim twice. */
  public static Optional<List<NextBoot.Value>> next(String text) {
    List<NextBoot.Value> values = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      Optional<NextBoot.Value> value = value(item.strip());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.add(value.get());
    }
    return Optional.of(values)
        .filter(all -> all.size() <= NextBoot.MAX_NEXT)
        .filter(all -> NextBoot.each(all.stream().map(NextBoot.Value::claim).toList()));
  }

  private static Optional<NextBoot.Value> value(String item) {
    int equals = item.indexOf('=');
    if (equals < 0) {
      return Optional.empty();
    }
    String hex = item.substring(equals + 1).toLowerCase(Locale.ROOT);
    return BootClaim.parse(item.substring(0, equals))
        .filter(claim -> NextBoot.isValue(claim, hex))
        .map(claim -> new NextBoot.Value(claim, hex));
  }

  /** Reads {@code CLAIM=HEX:EVENT…,…}; without an event the key's use; empty for anything else. */
  public static Optional<List<NextBoot.Before>> before(String text) {
    List<NextBoot.Before> values = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      List<String> parts = List.of(item.strip().split(":", -1));
      Optional<NextBoot.Value> value =
          value(parts.getFirst()).filter(found -> found.claim().extendable());
      Optional<List<BootEvent>> events = events(parts.subList(1, parts.size()));
      if (value.isEmpty() || events.isEmpty()) {
        return Optional.empty();
      }
      values.add(new NextBoot.Before(value.get().claim(), value.get().value(), events.get()));
    }
    return Optional.of(values)
        .filter(all -> all.size() <= NextBoot.MAX_BEFORE)
        .filter(all -> NextBoot.each(all.stream().map(NextBoot.Before::claim).toList()));
  }

  private static Optional<List<BootEvent>> events(List<String> texts) {
    if (texts.isEmpty()) {
      return Optional.of(List.of(BootEvent.USED));
    }
    List<BootEvent> events =
        texts.stream().flatMap(text -> BootEvent.parse(text).stream()).toList();
    return events.size() == texts.size() && events.size() <= NextBoot.MAX_EVENTS
        ? Optional.of(events)
        : Optional.empty();
  }
}
