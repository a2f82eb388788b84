package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.evidence.CollateralId.AmdKey;
import dev.sealkeep.evidence.CollateralId.IntelTee;
import dev.sealkeep.service.collateral.vendor.ItemFiles;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import dev.sealkeep.service.collateral.vendor.Validity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PublishedItemTest {
  private static final Instant ISSUED = Instant.parse("2026-06-01T00:00:00Z");
  private static final Instant UNTIL = ISSUED.plus(Duration.ofDays(30));
  private static final List<CollateralId> SHARED =
      List.of(
          MadeUpItems.CHAIN,
          MadeUpItems.AMD_LIST,
          MadeUpItems.TCB_INFO,
          MadeUpItems.QE_IDENTITY,
          MadeUpItems.PCK_LIST,
          MadeUpItems.ROOT_LIST);

  @TempDir Path directory;

  static Stream<CollateralId> items() {
    return Stream.concat(SHARED.stream(), Stream.of(MadeUpItems.vcekId(1)));
  }

  private static Received received(CollateralId id) {
    return id instanceof CollateralId.AmdVcek
        ? MadeUpItems.vcek(1)
        : MadeUpItems.received(id, ISSUED, UNTIL);
  }

  private static Optional<PublishedItem> parse(CollateralId id, Received received) {
    return PublishedItem.parse(id, received, ISSUED, Source.VENDOR);
  }

  @ParameterizedTest
  @MethodSource("items")
  void anItemIsTakenForWhatItIsAndForNothingElse(CollateralId id) {
    assertThat(parse(id, received(id))).isPresent();
    items()
        .filter(other -> !other.equals(id))
        .forEach(other -> assertThat(parse(other, received(id))).as("%s", other).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("items")
  void whatIsCutOffOrTooLongIsNotTaken(CollateralId id) {
    Received whole = received(id);
    int length = whole.body().length;
    for (int bytes : new int[] {0, 1, length / 2, length - 1}) {
      assertThat(
              parse(
                  id,
                  new Received(
                      Arrays.copyOf(whole.body(), bytes),
                      whole.contentType(),
                      whole.issuerChain())))
          .as("%s bytes", bytes)
          .satisfies(item -> assertThat(item).matches(i -> i.isEmpty() || bytes == length - 1));
    }
    byte[] padded = Arrays.copyOf(whole.body(), PublishedItem.maxBytes(id) + 1);
    assertThat(parse(id, new Received(padded, whole.contentType(), whole.issuerChain()))).isEmpty();
  }

  @Test
  void validityIsTheContents() {
    for (CollateralId id : SHARED.subList(1, SHARED.size())) {
      assertThat(parse(id, received(id)).orElseThrow().validity())
          .as("%s", id)
          .isEqualTo(new Validity(ISSUED, UNTIL));
    }
  }

  @Test
  void anotherProductsKindsAndFamiliesAreNotTaken() {
    assertThat(
            Stream.of(
                new CollateralId.AmdChain(AmdKey.VLEK, "Genoa"),
                new CollateralId.AmdChain(AmdKey.VCEK, "Milan")))
        .allSatisfy(id -> assertThat(parse(id, received(MadeUpItems.CHAIN))).isEmpty());
    assertThat(
            parse(
                new CollateralId.AmdRevocationList(AmdKey.VCEK, "Turin"),
                received(MadeUpItems.AMD_LIST)))
        .isEmpty();
    assertThat(
            parse(
                new CollateralId.IntelTcbInfo(IntelTee.SGX, MadeUpItems.FMSPC),
                received(MadeUpItems.TCB_INFO)))
        .isEmpty();
    assertThat(
            parse(
                new CollateralId.IntelTcbInfo(IntelTee.TDX, "00806f050001"),
                received(MadeUpItems.TCB_INFO)))
        .isEmpty();
    assertThat(parse(MadeUpItems.vcekId(2), MadeUpItems.vcek(1))).isEmpty();
  }

  @Test
  void aDocumentWithoutItsIssuersChainOrWithAWrongOneIsNotTaken() {
    Received good = received(MadeUpItems.TCB_INFO);
    for (String chain :
        List.of("", "nonsense", "%", "%zz", "a\r\nx: y", good.issuerChain() + "\u00e9")) {
      assertThat(parse(MadeUpItems.TCB_INFO, new Received(good.body(), good.contentType(), chain)))
          .as(chain)
          .isEmpty();
    }
  }

  @Test
  void aDocumentWithoutAnEndIsNotTaken() {
    Received good = received(MadeUpItems.TCB_INFO);
    String text = new String(good.body(), StandardCharsets.UTF_8);
    byte[] without = text.replace("nextUpdate", "lastUpdate").getBytes(StandardCharsets.UTF_8);

    assertThat(
            parse(
                MadeUpItems.TCB_INFO,
                new Received(without, good.contentType(), good.issuerChain())))
        .isEmpty();
  }

  @Test
  void theRootsListMayComeInHexadecimal() {
    Received der = received(MadeUpItems.ROOT_LIST);
    byte[] hex = HexFormat.of().formatHex(der.body()).getBytes(StandardCharsets.US_ASCII);

    assertThat(parse(MadeUpItems.ROOT_LIST, new Received(hex, "text/plain", "")))
        .get()
        .satisfies(item -> assertThat(item.body()).isEqualTo(der.body()));
  }

  @Test
  void aMediaTypeThatIsNoneIsReplaced() {
    Received good = received(MadeUpItems.AMD_LIST);

    assertThat(parse(MadeUpItems.AMD_LIST, new Received(good.body(), "a\r\nx: y", "")))
        .get()
        .extracting(PublishedItem::contentType)
        .isEqualTo("application/pkix-crl");
  }

  @ParameterizedTest
  @MethodSource("items")
  void aFileGivesTheItemBack(CollateralId id) throws IOException {
    PublishedItem item = parse(id, received(id)).orElseThrow();

    ItemFiles.write(directory, item);

    PublishedItem read = ItemFiles.read(directory.resolve(ItemFiles.name(id))).orElseThrow();
    assertThat(read.body()).isEqualTo(item.body());
    assertThat(read.fetched()).isEqualTo(item.fetched());
    assertThat(read.collateral().digest()).isEqualTo(item.collateral().digest());
    assertThat(read.source()).isEqualTo(Source.BUNDLE);
  }
}
