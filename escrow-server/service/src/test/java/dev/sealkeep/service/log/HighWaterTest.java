package dev.sealkeep.service.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealkeep.protocol.log.MerkleHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HighWaterTest {
  private static final HighWater.Mark MARK =
      new HighWater.Mark("log.test.example", 12_345_678_901L, MerkleHash.EMPTY);

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("high-water");
  }

  @Test
  void anAbsentFileIsNoMark() throws IOException {
    assertThat(new HighWater(file()).read()).isEmpty();
  }

  @Test
  void whatWasWrittenIsReadByTheNextProcess() throws IOException {
    new HighWater(file()).write(new HighWater.Mark("log.test.example", 1, MerkleHash.EMPTY));
    new HighWater(file()).write(MARK);

    assertThat(new HighWater(file()).read()).contains(MARK);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(file());
    }
  }

  @Test
  void whatACrashLeftOfTheNextMarkIsNotReadAndDoesNotStopIt() throws IOException {
    new HighWater(file()).write(MARK);
    Files.writeString(directory.resolve("high-water.next"), "log.test.ex");
    assertThat(new HighWater(file()).read()).contains(MARK);

    new HighWater(file()).write(new HighWater.Mark("log.test.example", 2, MerkleHash.EMPTY));
    assertThat(new HighWater(file()).read().orElseThrow().size()).isEqualTo(2);
  }

  @Test
  void aMarkGoesOverTheOlderOfTwoLines() throws IOException {
    for (long size = 1; size <= 5; size++) {
      new HighWater(file()).write(new HighWater.Mark("log.test.example", size, MerkleHash.EMPTY));
      assertThat(new HighWater(file()).read().orElseThrow().size()).isEqualTo(size);
    }
    assertThat(Files.readAllLines(file()))
        .hasSize(2)
        .allMatch(line -> line.length() == 511)
        .anyMatch(line -> line.startsWith("5 log.test.example 5 "))
        .anyMatch(line -> line.startsWith("4 log.test.example 4 "));
  }

  @Test
  void aMarkThatACrashLeftHalfWrittenLeavesTheOneBefore() throws IOException {
    for (int written = 0; written < 512; written++) {
      Files.deleteIfExists(file());
      for (long size = 1; size <= 3; size++) {
        new HighWater(file()).write(new HighWater.Mark("log.test.example", size, MerkleHash.EMPTY));
      }
      byte[] before = Files.readAllBytes(file());
      new HighWater(file()).write(new HighWater.Mark("log.test.example", 4, MerkleHash.EMPTY));
      byte[] after = Files.readAllBytes(file());
      byte[] torn = before.clone();
      System.arraycopy(after, 512, torn, 512, written);
      Files.write(file(), torn);

      long read = new HighWater(file()).read().orElseThrow().size();
      assertThat(read).as("after %d bytes", written).isEqualTo(Arrays.equals(torn, after) ? 4 : 3);
      new HighWater(file()).write(MARK);
      assertThat(new HighWater(file()).read()).contains(MARK);
    }
  }

  @Test
  void everyBitOfTheNewestMarkIsChecked() throws IOException {
    new HighWater(file()).write(new HighWater.Mark("log.test.example", 1, MerkleHash.EMPTY));
    new HighWater(file()).write(MARK);
    byte[] good = Files.readAllBytes(file());
    int length = new String(good, 512, 512, StandardCharsets.US_ASCII).strip().length();

    for (int bit = 0; bit < 8 * length; bit++) {
      byte[] changed = good.clone();
      changed[512 + bit / 8] ^= (byte) (1 << (bit % 8));
      Files.write(file(), changed);
      assertThat(new HighWater(file()).read().orElseThrow().size()).as("bit %d", bit).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "log.test.example",
        "log.test.example \u00e9 00",
        "log.test.example 5",
        "log.test.example five 00",
        "log.test.example 5 00ff",
        "log.test.example 99999999999999999999 "
            + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "log.test.example -5 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "log.test.example 5 g3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "log.test.example 5 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "7 log.test.example 5 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 x",
      })
  void aDamagedFileIsRefusedAndNamed(String content) throws IOException {
    Files.writeString(file(), "%-511s\n".formatted(content));

    assertThatThrownBy(() -> new HighWater(file()).read())
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file() + " is damaged");
  }
}
