package dev.sealkeep.ledger.tile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, tile/0/000",
    "0, 273, 112, tile/0/273.p/112",
    "1, 1, 17, tile/1/001.p/17",
    "2, 0, 1, tile/2/000.p/1",
    "0, 1000, 256, tile/0/x001/000",
    "0, 1234067, 256, tile/0/x001/x234/067",
    "63, 1234067, 255, tile/63/x001/x234/067.p/255",
    "0, 36028797018963967, 256, tile/0/x036/x028/x797/x018/x963/967"
  })
  void hashTilesHaveTheirSpecifiedPaths(int level, long index, int width, String path) {
    TilePath tile = new TilePath.Hashes(level, index, width);
    assertThat(tile.format()).isEqualTo(path);
    assertThat(TilePath.parse(path)).contains(tile);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 256, tile/entries/000",
    "999, 1, tile/entries/999.p/1",
    "1234067, 255, tile/entries/x001/x234/067.p/255"
  })
  void bundlesHaveTheirSpecifiedPaths(long index, int width, String path) {
    TilePath bundle = new TilePath.Entries(index, width);
    assertThat(bundle.format()).isEqualTo(path);
    assertThat(TilePath.parse(path)).contains(bundle);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tile",
        "/tile/0/000",
        "tile/0/000/",
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/x000/000",
        "tile/0/x000/001",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x01/000",
        "tile/0/X001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/00",
        "tile/0/000.p/01",
        "tile/0/000.p/256",
        "tile/0/000.p/257",
        "tile/0/000.p/999",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000p1",
        "tile/0/000.p/1/",
        "tile/0/000.p/1\n",
        "tile/0/٠٠٠",
        "tile/0/../000",
        "tile/entries",
        "tile/entries/",
        "tile/Entries/000",
        "tile/entries/0/000",
        "tile/0/x036/x028/x797/x018/x963/968",
        "tile/0/x999/x999/x999/x999/x999/x999/999"
      })
  void anythingElseIsRefused(String path) {
    assertThat(TilePath.parse(path)).isEmpty();
  }

  @Test
  void randomPathsSurviveARoundTrip() {
    Random random = new Random(2);
    for (int round = 0; round < 5_000; round++) {
      long index = random.nextLong(1L << 55) >>> random.nextInt(55);
      int width = 1 + random.nextInt(256);
      TilePath path =
          random.nextBoolean()
              ? new TilePath.Entries(index, width)
              : new TilePath.Hashes(random.nextInt(64), index, width);
      assertThat(TilePath.parse(path.format())).contains(path);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tile/0/272, 70000, true",
    "tile/0/273.p/112, 70000, true",
    "tile/0/273.p/111, 70000, true",
    "tile/0/273.p/113, 70000, false",
    "tile/0/273, 70000, false",
    "tile/0/274.p/1, 70000, false",
    "tile/1/000, 70000, true",
    "tile/1/001.p/17, 70000, true",
    "tile/1/001.p/18, 70000, false",
    "tile/2/000.p/1, 70000, true",
    "tile/3/000.p/1, 70000, false",
    "tile/8/000.p/1, 9223372036854775807, false",
    "tile/63/000.p/1, 9223372036854775807, false",
    "tile/0/000.p/1, 0, false",
    "tile/1/000.p/1, 255, false",
    "tile/1/000.p/1, 256, true",
    "tile/entries/000, 256, true",
    "tile/entries/000.p/5, 5, true",
    "tile/entries/000.p/6, 5, false",
    "tile/7/000.p/127, 9223372036854775807, true",
    "tile/7/000.p/128, 9223372036854775807, false"
  })
  void aTreeImpliesTheTilesItFills(String path, long size, boolean within) {
    assertThat(TilePath.parse(path).orElseThrow().within(size)).isEqualTo(within);
  }

  @Test
  void constructorsRefuseWhatHasNoPath() {
    assertThatThrownBy(() -> new TilePath.Hashes(64, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TilePath.Hashes(0, -1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TilePath.Entries(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TilePath.Entries(0, 257))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
