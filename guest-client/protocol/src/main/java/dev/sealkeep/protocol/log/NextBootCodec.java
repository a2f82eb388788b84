package dev.sealkeep.protocol.log;

import dev.sealkeep.protocol.wire.LowerHex;
import java.util.List;

/** What is asked about a next boot, to CBOR and back. */
final class NextBootCodec {
  private NextBootCodec() {}

  static Cbor before(NextBoot question) {
    return new Cbor.Array(
        question.before().stream()
            .<Cbor>map(
                before ->
                    new Cbor.Array(
                        List.of(
                            new Cbor.Text(before.claim().name()),
                            bytes(before.value()),
                            new Cbor.Array(
                                before.events().stream()
                                    .<Cbor>map(event -> new Cbor.Text(event.text()))
                                    .toList()))))
            .toList());
  }

  static Cbor next(NextBoot question) {
    return new Cbor.Array(
        question.next().stream()
            .<Cbor>map(
                next ->
                    new Cbor.Array(
                        List.of(new Cbor.Text(next.claim().name()), bytes(next.value()))))
            .toList());
  }

  private static Cbor bytes(String hex) {
    return new Cbor.Bytes(LowerHex.decode(hex).orElseThrow());
  }

  /** Throws {@link IllegalArgumentException} for what is none; the codec of entries catches it. */
  static NextBoot decode(List<Cbor> before, List<Cbor> next) {
    return new NextBoot(
        before.stream().map(NextBootCodec::before).toList(),
        next.stream().map(NextBootCodec::value).toList());
  }

  private static NextBoot.Before before(Cbor item) {
    if (item instanceof Cbor.Array(List<Cbor> parts)
        && parts.size() == 3
        && parts.get(0) instanceof Cbor.Text(String claim)
        && parts.get(1) instanceof Cbor.Bytes(byte[] value)
        && parts.get(2) instanceof Cbor.Array(List<Cbor> events)) {
      return new NextBoot.Before(
          new BootClaim(claim),
          LowerHex.encode(value),
          events.stream().map(NextBootCodec::event).toList());
    }
    throw new IllegalArgumentException("the entry's before is of another type");
  }

  private static BootEvent event(Cbor item) {
    if (item instanceof Cbor.Text(String text)) {
      return BootEvent.parse(text)
          .orElseThrow(() -> new IllegalArgumentException("the entry's event is unknown"));
    }
    throw new IllegalArgumentException("the entry's event is of another type");
  }

  private static NextBoot.Value value(Cbor item) {
    if (item instanceof Cbor.Array(List<Cbor> parts)
        && parts.size() == 2
        && parts.get(0) instanceof Cbor.Text(String claim)
        && parts.get(1) instanceof Cbor.Bytes(byte[] value)) {
      return new NextBoot.Value(new BootClaim(claim), LowerHex.encode(value));
    }
    throw new IllegalArgumentException("the entry's next is of another type");
  }
}
