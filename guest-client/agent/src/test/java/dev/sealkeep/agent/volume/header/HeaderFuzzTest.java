package dev.sealkeep.agent.volume.header;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.token.VolumeToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

final class HeaderFuzzTest {
  /** Any disk is read or refused, in bounded memory. */
  @FuzzTest
  void anyDiskIsReadOrRefused(byte[] data) {
    try {
      writeAndReadAgain(HeaderBytes.read(data));
    } catch (VolumeException refused) {
      refused.problem().display();
    }
  }

  /** Any metadata under a right checksum are read or refused. */
  @FuzzTest
  void anyMetadataAreReadOrRefused(byte[] data) {
    try {
      writeAndReadAgain(HeaderBytes.read(disk(data)));
    } catch (VolumeException refused) {
      refused.problem().display();
    }
  }

  /** The same while the key of the data is replaced; both ends are ordinary headers. */
  @FuzzTest
  void anyMetadataInBetweenAreReadOrRefused(byte[] data) {
    try {
      Optional<Reencryption> pending = Reencryption.read(HeaderBytes.source(disk(data)));
      if (pending.isPresent()) {
        writeAndReadAgain(pending.get().after());
        if (!pending.get().before().metadata().keyslots().isEmpty()) {
          writeAndReadAgain(pending.get().before());
        }
        if (pending.get().fits()
            && Reencryption.read(HeaderBytes.source(pending.get().encode(new Random(1)).get(0)))
                .isEmpty()) {
          throw new AssertionError("written as something else");
        }
      }
    } catch (VolumeException refused) {
      refused.problem().display();
    }
  }

  /** A copy of a header with those metadata and a right checksum. */
  private static byte[] disk(byte[] metadata) {
    String json =
        new String(
            Arrays.copyOf(metadata, Math.min(metadata.length, 12_000)),
            StandardCharsets.ISO_8859_1);
    byte[] area = Arrays.copyOf(json.getBytes(StandardCharsets.UTF_8), 12_287);
    byte[] copy = HeaderBytes.copy("", 7, 0);
    System.arraycopy(area, 0, copy, 4096, area.length);
    return HeaderBytes.sealed(copy);
  }

  private static void writeAndReadAgain(Header header) throws VolumeException {
    VolumeToken.in(header);
    if (!header.fits()) {
      return;
    }
    List<byte[]> copies = header.encode(new Random(1));
    if (header.binary().headerBytes() != HeaderBytes.COPY_BYTES) {
      return;
    }
    Header again = HeaderBytes.read(HeaderBytes.disk(copies.get(0), copies.get(1)));
    if (!Arrays.equals(again.metadata().encode(), header.metadata().encode())) {
      throw new AssertionError("written as something else");
    }
  }
}
