package dev.sealkeep.service.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.evidence.CollateralId;
import dev.sealkeep.service.collateral.vendor.ItemFiles;
import dev.sealkeep.service.collateral.vendor.PublishedItem;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Received;
import dev.sealkeep.service.collateral.vendor.PublishedItem.Source;
import dev.sealkeep.service.collateral.vendor.VendorPaths;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whatever a client or a vendor sends is read or refused, and never throws. */
class CollateralFuzzTest {
  private static final List<CollateralId> IDS =
      List.of(
          MadeUpItems.CHAIN,
          MadeUpItems.AMD_LIST,
          MadeUpItems.TCB_INFO,
          MadeUpItems.QE_IDENTITY,
          MadeUpItems.PCK_LIST,
          MadeUpItems.ROOT_LIST,
          new CollateralId.AmdVcek(
              "Genoa", "00".repeat(64), "blSPL=00&teeSPL=00&snpSPL=00&ucodeSPL=00"));

  @FuzzTest
  void aPathIsAnItemsOrNone(FuzzedDataProvider data) {
    String[] target = data.consumeRemainingAsString().split("\\?", 2);

    Optional<CollateralId> id = VendorPaths.parse(target[0], target.length == 1 ? "" : target[1]);

    id.ifPresent(
        item -> {
          VendorPaths.Target own = VendorPaths.of(item);
          assertThat(VendorPaths.parse(own.path(), own.query())).contains(item);
          assertThat(ItemFiles.ofName(ItemFiles.name(item))).contains(item);
        });
  }

  @FuzzTest
  void anAnswerIsAnItemOrNone(FuzzedDataProvider data) {
    CollateralId id = data.pickValue(IDS);
    String type = data.consumeString(120);
    String chain = data.consumeString(400);
    byte[] body = data.consumeRemainingAsBytes();

    Optional<PublishedItem> item =
        PublishedItem.parse(id, new Received(body, type, chain), Instant.EPOCH, Source.VENDOR);

    item.ifPresent(read -> assertThat(read.collateral().isEmpty()).isFalse());
  }
}
