package dev.sealkeep.protocol.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.name.Purpose;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
  @Test
  void everyKindEncodesToItsPublishedBytes() {
    GoldenEntries.ALL.forEach(
        (entry, bytes) -> assertThat(entry.encode()).as(entry.kind()).isEqualTo(bytes));
  }

  @Test
  void everyKindDecodesFromItsPublishedBytes() {
    GoldenEntries.ALL.forEach(
        (entry, bytes) -> assertThat(Entry.decode(bytes)).isEqualTo(LogResult.accepted(entry)));
  }

  @Test
  void aMissingMemberIsRefused() {
    for (byte[] bytes : GoldenEntries.ALL.values()) {
      for (String member : members(bytes).keySet()) {
        SortedMap<String, Cbor> rest = members(bytes);
        rest.remove(member);
        assertMalformed(rest, member);
      }
    }
  }

  @Test
  void anUnknownMemberIsRefused() {
    for (byte[] bytes : GoldenEntries.ALL.values()) {
      SortedMap<String, Cbor> more = members(bytes);
      more.put("extra", new Cbor.Uint(1));
      assertMalformed(more, "extra");
    }
  }

  @Test
  void aMemberOfAnotherTypeIsRefused() {
    for (byte[] bytes : GoldenEntries.ALL.values()) {
      for (String member : members(bytes).keySet()) {
        SortedMap<String, Cbor> other = members(bytes);
        other.put(member, new Cbor.Array(List.of(new Cbor.Bool(true))));
        assertMalformed(other, member);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "policy", "sealed", "id"})
  void aDigestOrIdOfAnotherSizeIsRefused(String member) {
    for (int size : new int[] {0, 15, 31, 33, 48, 65}) {
      SortedMap<String, Cbor> other = members(GoldenEntries.RELEASE);
      other.put(member, new Cbor.Bytes(new byte[size]));
      assertMalformed(other, member + " of " + size);
    }
  }

  @Test
  void aDigestOfTheOtherSizeIsRefused() {
    SortedMap<String, Cbor> shortBase = members(GoldenEntries.RELEASE);
    shortBase.put("base", new Cbor.Bytes(new byte[32]));
    assertMalformed(shortBase, "base of 32");
    SortedMap<String, Cbor> longPolicy = members(GoldenEntries.RELEASE);
    longPolicy.put("policy", new Cbor.Bytes(new byte[64]));
    assertMalformed(longPolicy, "policy of 64");
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertMalformed(changed("v", new Cbor.Uint(2)), "v");
    assertMalformed(changed("key_version", new Cbor.Uint(0)), "key_version");
    assertMalformed(changed("key_version", new Cbor.Uint(1L << 31)), "key_version");
    assertMalformed(changed("kem", new Cbor.Uint(33)), "kem");
  }

  @Test
  void wordsOutsideTheirSetsAreRefused() {
    assertMalformed(changed("kind", new Cbor.Text("permit")), "kind");
    assertMalformed(changed("purpose", new Cbor.Text("steal")), "purpose");
    assertMalformed(changed("tenant", new Cbor.Text("_other")), "tenant");
    assertMalformed(changed("tenant", new Cbor.Text("")), "tenant");
    assertMalformed(changed("key", new Cbor.Text("Root")), "key");
    assertMalformed(changed("volume", new Cbor.Text("-")), "volume");
    assertMalformed(changed("policy_name", new Cbor.Text("\u001b[2J")), "policy_name");
  }

  @Test
  void anEntryWithReportedFallbacksHasOneMemberMore() {
    Entry.Release plain = GoldenEntries.RELEASE_VALUE;
    Entry reporting = reporting(new Fallbacks(3, 1_700_000_000, 1_700_086_400));
    SortedMap<String, Cbor> expected = members(GoldenEntries.RELEASE);
    expected.put("fallbacks", fallbacks(3, 1_700_000_000, 1_700_086_400));
    assertThat(reporting.encode()).isEqualTo(CborWriter.encode(new Cbor.Dict(expected)));
    assertThat(Entry.decode(reporting.encode())).isEqualTo(LogResult.accepted(reporting));
    Entry denial =
        new Entry.Denial(
            plain.header(),
            plain.decision().withFallbacks(Optional.of(new Fallbacks(1, 0, 0))),
            "policy.denied");
    assertThat(Entry.decode(denial.encode())).isEqualTo(LogResult.accepted(denial));
  }

  @Test
  void fallbacksOutOfRangeAreRefused() {
    long[][] bad = {
      {0, 1, 2},
      {Fallbacks.MAX_COUNT + 1L, 1, 2},
      {1L << 32 | 1, 1, 2},
      {1, 2, 1},
      {1, 1, Fallbacks.MAX_SECONDS + 1},
    };
    for (long[] parts : bad) {
      assertMalformed(
          changed("fallbacks", fallbacks(parts[0], parts[1], parts[2])), Arrays.toString(parts));
    }
    assertMalformed(changed("fallbacks", new Cbor.Array(List.of(new Cbor.Uint(1)))), "one part");
    assertMalformed(changed("fallbacks", new Cbor.Uint(1)), "a number");
    assertMalformed(changed("fallbacks", new Cbor.Array(List.of())), "no part");
  }

  private static Entry.Preflight preflight(NextBoot question) {
    Entry.Decision d = GoldenEntries.DENIAL_VALUE.decision();
    Entry.Decision asking =
        new Entry.Decision(
            d.key(),
            d.volume(),
            Purpose.PREFLIGHT,
            d.technology(),
            d.policyName(),
            d.policy(),
            d.references(),
            d.evidence(),
            d.base(),
            true);
    return new Entry.Preflight(
        GoldenEntries.DENIAL_VALUE.header(), asking, 3, question, false, "policy.denied");
  }

  @Test
  void aPreflightHasItsQuestionAndItsAnswer() {
    NextBoot question =
        new NextBoot(
            List.of(
                new NextBoot.Before(
                    new BootClaim("sha256.pcr15"),
                    "00".repeat(32),
                    List.of(BootEvent.USED, BootEvent.READY))),
            List.of(new NextBoot.Value(new BootClaim("rtmr1"), "7f".repeat(48))));
    Entry preflight = preflight(question);
    SortedMap<String, Cbor> expected = members(GoldenEntries.DENIAL);
    expected.put("kind", new Cbor.Text("preflight"));
    expected.put("purpose", new Cbor.Text("preflight"));
    expected.put("key_version", new Cbor.Uint(3));
    expected.put("permitted", new Cbor.Bool(false));
    expected.put(
        "before",
        new Cbor.Array(
            List.of(
                new Cbor.Array(
                    List.of(
                        new Cbor.Text("sha256.pcr15"),
                        new Cbor.Bytes(new byte[32]),
                        new Cbor.Array(
                            List.of(
                                new Cbor.Text("sealkeep/used/v1"), new Cbor.Text("ready"))))))));
    byte[] value = new byte[48];
    Arrays.fill(value, (byte) 0x7f);
    expected.put(
        "next",
        new Cbor.Array(
            List.of(new Cbor.Array(List.of(new Cbor.Text("rtmr1"), new Cbor.Bytes(value))))));
    assertThat(preflight.encode()).isEqualTo(CborWriter.encode(new Cbor.Dict(expected)));
    assertThat(Entry.decode(preflight.encode())).isEqualTo(LogResult.accepted(preflight));
    for (String member : expected.keySet()) {
      SortedMap<String, Cbor> rest = new TreeMap<>(expected);
      rest.remove(member);
      assertMalformed(rest, member);
      rest.put(member, new Cbor.Array(List.of(new Cbor.Bool(true))));
      assertMalformed(rest, member);
    }
    expected.put("purpose", new Cbor.Text("unlock"));
    assertMalformed(expected, "a preflight that is for something");
  }

  @Test
  void theLargestPreflightStaysWithinTheBound() {
    List<NextBoot.Value> next =
        IntStream.range(0, NextBoot.MAX_NEXT)
            .mapToObj(i -> new BootClaim("a".repeat(33 - i / 24) + ".sha384.pcr" + i % 24))
            .map(claim -> new NextBoot.Value(claim, "ff".repeat(48)))
            .toList();
    List<NextBoot.Before> before =
        next.stream()
            .limit(NextBoot.MAX_BEFORE)
            .map(
                value ->
                    new NextBoot.Before(
                        value.claim(),
                        value.value(),
                        Collections.nCopies(NextBoot.MAX_EVENTS, BootEvent.USED)))
            .toList();
    String text = "\u2014".repeat(EntryRules.MAX_TEXT_CHARS);
    Digest digest = Digest.sha256();
    Entry.Preflight small = preflight(new NextBoot(before, next));
    Entry.Decision d = small.decision();
    Entry largest =
        new Entry.Preflight(
            small.header(),
            new Entry.Decision(
                d.key(),
                "a".repeat(63),
                Purpose.PREFLIGHT,
                text,
                text,
                digest,
                Collections.nCopies(EntryRules.MAX_REFERENCES, digest),
                Collections.nCopies(
                    EntryRules.MAX_EVIDENCE, new Entry.EvidenceDigest(text, digest, digest)),
                d.base(),
                true,
                Optional.of(
                    new Fallbacks(
                        Fallbacks.MAX_COUNT, Fallbacks.MAX_SECONDS, Fallbacks.MAX_SECONDS))),
            Integer.MAX_VALUE,
            small.question(),
            true,
            text);
    assertThat(Entry.decode(largest.encode())).isEqualTo(LogResult.accepted(largest));
  }

  private static Entry.Release reporting(Fallbacks fallbacks) {
    Entry.Release plain = GoldenEntries.RELEASE_VALUE;
    return new Entry.Release(
        plain.header(),
        plain.decision().withFallbacks(Optional.of(fallbacks)),
        plain.keyVersion(),
        plain.kem(),
        plain.sealed());
  }

  private static Cbor fallbacks(long count, long first, long last) {
    return new Cbor.Array(List.of(new Cbor.Uint(count), new Cbor.Uint(first), new Cbor.Uint(last)));
  }

  @Test
  void tooManyBytesAreRefused() {
    byte[] padded = Arrays.copyOf(GoldenEntries.OPEN, Entry.MAX_BYTES + 1);
    assertThat(Entry.decode(padded).reason()).contains(LogFault.ENTRY_ENCODING);
  }

  @Test
  void theLargestEntryStaysWithinTheBound() {
    String text = "\u2014".repeat(EntryRules.MAX_TEXT_CHARS);
    Digest digest = Digest.sha256();
    Entry.Decision decision = GoldenEntries.DENIAL_VALUE.decision();
    Entry largest =
        new Entry.Denial(
            GoldenEntries.DENIAL_VALUE.header(),
            new Entry.Decision(
                decision.key(),
                "a".repeat(63),
                decision.purpose(),
                text,
                text,
                digest,
                Collections.nCopies(EntryRules.MAX_REFERENCES, digest),
                Collections.nCopies(
                    EntryRules.MAX_EVIDENCE, new Entry.EvidenceDigest(text, digest, digest)),
                decision.base(),
                true,
                Optional.of(
                    new Fallbacks(
                        Fallbacks.MAX_COUNT, Fallbacks.MAX_SECONDS, Fallbacks.MAX_SECONDS))),
            text);
    assertThat(Entry.decode(largest.encode())).isEqualTo(LogResult.accepted(largest));
    assertThatThrownBy(
            () -> new Entry.Denial(GoldenEntries.DENIAL_VALUE.header(), decision, text + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anythingButAMapIsRefused() {
    assertThat(Entry.decode(new byte[] {0x01}).reason()).contains(LogFault.ENTRY_MALFORMED);
    assertThat(Entry.decode(new byte[0]).reason()).contains(LogFault.ENTRY_ENCODING);
  }

  @Test
  void anAlteredEntryIsRefusedOrSpeltExactlySo() {
    Random random = new Random(1);
    int accepted = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = GoldenEntries.RELEASE.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      LogResult<Entry> result = Entry.decode(bytes);
      if (result instanceof LogResult.Accepted<Entry>(Entry entry)) {
        assertThat(entry.encode()).isEqualTo(bytes);
        assertThat(entry).isNotEqualTo(GoldenEntries.RELEASE_VALUE);
        accepted++;
      }
    }
    // Altered digests are still entries; an altered structure is none.
    assertThat(accepted).isBetween(1, 4_999);
  }

  @Test
  void constructorsRefuseWhatTheFormatDoesNotAllow() {
    assertThatThrownBy(() -> new Entry.Header(GoldenEntries.RELEASE_VALUE.id(), -1, "acme"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Entry.Counts(GoldenEntries.COUNTS_VALUE.header(), 2, 1, 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static SortedMap<String, Cbor> changed(String member, Cbor value) {
    SortedMap<String, Cbor> members = members(GoldenEntries.RELEASE);
    members.put(member, value);
    return members;
  }

  private static SortedMap<String, Cbor> members(byte[] entry) {
    Cbor.Dict dict = (Cbor.Dict) CborReader.decode(entry, Entry.MAX_BYTES).orElseThrow();
    return new TreeMap<>(dict.members());
  }

  private static void assertMalformed(SortedMap<String, Cbor> members, String what) {
    byte[] bytes = CborWriter.encode(new Cbor.Dict(members));
    assertThat(Entry.decode(bytes).reason()).as(what).contains(LogFault.ENTRY_MALFORMED);
  }
}
