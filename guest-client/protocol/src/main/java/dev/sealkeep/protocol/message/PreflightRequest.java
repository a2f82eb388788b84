package dev.sealkeep.protocol.message;

import static dev.sealkeep.protocol.message.MessageLimits.BODY_BYTES;

import dev.sealkeep.protocol.log.BootClaim;
import dev.sealkeep.protocol.log.BootEvent;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.wire.JsonLimits;
import dev.sealkeep.protocol.wire.JsonWriter;
import dev.sealkeep.protocol.wire.Mismatch;
import dev.sealkeep.protocol.wire.ObjectReader;
import dev.sealkeep.protocol.wire.Parsed;
import dev.sealkeep.protocol.wire.StrictJson;
import dev.sealkeep.protocol.wire.WireReason;
import java.util.List;

/**
 * The body of {@code POST /v1/preflights}: that of a release, whose evidence is the present one,
 * and behind it what is asked about the next boot.
 *
 * @param request who asks, with evidence over the purpose {@code preflight}; nothing is sealed to
 *     its recipient
 * @param question what is asked
 */
public record PreflightRequest(ReleaseRequest request, NextBoot question) {
  private static final String BEFORE = "before";
  private static final String NEXT = "next";

  /** Returns the body. */
  public byte[] encode() {
    return JsonWriter.object(
        body -> {
          request.write(body);
          body.objects(BEFORE, question.before(), PreflightRequest::write)
              .objects(
                  NEXT,
                  question.next(),
                  (out, next) ->
                      out.text("claim", next.claim().name()).text("value", next.value()));
        });
  }

  private static void write(JsonWriter out, NextBoot.Before before) {
    out.text("claim", before.claim().name())
        .text("value", before.value())
        .texts("events", before.events().stream().map(BootEvent::text).toList());
  }

  /** Reads a body of at most 1 MiB. */
  public static Parsed<PreflightRequest> parse(byte[] body) {
    return StrictJson.parse(body, JsonLimits.ofMessage(BODY_BYTES), PreflightRequest::read);
  }

  private static PreflightRequest read(ObjectReader body) throws Mismatch {
    ReleaseRequest request = ReleaseRequest.read(body);
    List<NextBoot.Before> before =
        body.objects(BEFORE, 0, NextBoot.MAX_BEFORE, PreflightRequest::before);
    List<NextBoot.Value> next = body.objects(NEXT, 0, NextBoot.MAX_NEXT, PreflightRequest::next);
    once(body, BEFORE, before.stream().map(NextBoot.Before::claim).toList());
    once(body, NEXT, next.stream().map(NextBoot.Value::claim).toList());
    return new PreflightRequest(request, new NextBoot(before, next));
  }

  private static void once(ObjectReader body, String member, List<BootClaim> claims)
      throws Mismatch {
    if (!NextBoot.each(claims)) {
      throw body.mismatch(WireReason.REPEATED, member);
    }
  }

  private static NextBoot.Before before(ObjectReader before) throws Mismatch {
    BootClaim claim = claim(before);
    if (!claim.extendable()) {
      throw before.mismatch(WireReason.NOT_A_BOOT_CLAIM, "claim");
    }
    return new NextBoot.Before(
        claim,
        value(before, claim),
        before.texts("events", 1, NextBoot.MAX_EVENTS, BootEvent::parse, WireReason.UNKNOWN_EVENT));
  }

  private static NextBoot.Value next(ObjectReader next) throws Mismatch {
    BootClaim claim = claim(next);
    return new NextBoot.Value(claim, value(next, claim));
  }

  private static BootClaim claim(ObjectReader item) throws Mismatch {
    return item.parsed("claim", BootClaim::parse, WireReason.NOT_A_BOOT_CLAIM);
  }

  private static String value(ObjectReader item, BootClaim claim) throws Mismatch {
    String value = item.text("value", 2 * claim.bytes(), 2 * claim.bytes());
    if (!NextBoot.isValue(claim, value)) {
      throw item.mismatch(WireReason.NOT_HEX, "value");
    }
    return value;
  }

  /** Names who asks and how much, not the blobs. */
  @Override
  public String toString() {
    return "PreflightRequest[%s, %d before, %d next]"
        .formatted(request, question.before().size(), question.next().size());
  }
}
