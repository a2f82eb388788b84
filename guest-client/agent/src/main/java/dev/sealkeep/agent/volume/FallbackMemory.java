package dev.sealkeep.agent.volume;

import dev.sealkeep.agent.volume.cryptsetup.Cryptsetup;
import dev.sealkeep.agent.volume.disk.Disk;
import dev.sealkeep.agent.volume.fault.VolumeException;
import dev.sealkeep.agent.volume.header.Header;
import dev.sealkeep.agent.volume.header.Keyslot;
import dev.sealkeep.agent.volume.header.Token;
import dev.sealkeep.agent.volume.key.FallbackMac;
import dev.sealkeep.agent.volume.token.FallbackToken;
import dev.sealkeep.protocol.log.Fallbacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The memory of a volume that was opened without the escrow. An initrd has no other place for it
 * than the disk: a token in the header, written as {@link VolumeEditor} writes headers, so that
 * whatever stops it leaves a volume that opens.
 *
 * @param disk opened to be changed
 * @param cryptsetup the library
 * @param random for salts
 */
public record FallbackMemory(Disk disk, Cryptsetup cryptsetup, RandomGenerator random) {
  /**
   * Adds one use. A memory that the volume's key does not vouch for is thrown away.
   *
   * @param key of a slot that opens
   * @param now seconds since 1970
   * @return what the disk remembers from now on
   */
  public Fallbacks remember(KeyOwner owner, SlotKey key, long now) throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    try (FallbackMac mac = volume.fallbackMac(owner, key)) {
      Fallbacks uses = volume.fallbacks(mac).map(old -> again(old, now)).orElse(once(now));
      List<Token> tokens = others(volume.header());
      tokens.add(FallbackToken.seal(HeaderWriter.freeNumber(tokens), uses, mac));
      write(volume.header(), tokens);
      return uses;
    }
  }

  /**
   * Forgets what was reported, and nothing that came after it; a memory that the volume's key does
   * not vouch for too.
   *
   * @param key of a slot that opens
   */
  public void forget(KeyOwner owner, SlotKey key, Optional<Fallbacks> reported)
      throws VolumeException {
    Volume volume = Volume.read(disk, cryptsetup, random);
    if (volume.claimsFallbacks() && volume.fallbacks(owner, key).equals(reported)) {
      write(volume.header(), others(volume.header()));
    }
  }

  private static Fallbacks once(long now) {
    long bounded = Math.clamp(now, 0, Fallbacks.MAX_SECONDS);
    return new Fallbacks(1, bounded, bounded);
  }

  /** A clock that went back moves nothing. */
  private static Fallbacks again(Fallbacks old, long now) {
    return new Fallbacks(
        Math.min(old.count() + 1, Fallbacks.MAX_COUNT),
        old.firstSeconds(),
        Math.clamp(now, old.lastSeconds(), Fallbacks.MAX_SECONDS));
  }

  private static List<Token> others(Header header) {
    return new ArrayList<>(
        header.metadata().tokens().values().stream()
            .filter(token -> !token.type().equals(FallbackToken.TYPE))
            .toList());
  }

  private void write(Header header, List<Token> tokens) throws VolumeException {
    List<Keyslot> slots = List.copyOf(header.metadata().keyslots().values());
    new HeaderWriter(disk, random).replace(HeaderWriter.next(header, slots, tokens));
  }
}
