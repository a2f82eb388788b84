package dev.sealkeep.simulator.device;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A caller's memory: 64 KiB from address 0x10000, of which single pages can be taken away. */
final class FakeMemory implements UserMemory {
  static final long BASE = 0x1_0000;
  private static final int PAGE = 4096;

  private final byte[] bytes = new byte[0x1_0000];
  private final Set<Long> unwritable = new HashSet<>();

  void protect(long address) {
    unwritable.add(address / PAGE);
  }

  byte[] at(long address, int length) {
    int from = (int) (address - BASE);
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  void put(long address, byte[] content) {
    System.arraycopy(content, 0, bytes, (int) (address - BASE), content.length);
  }

  @Override
  public Optional<byte[]> read(long address, int length) {
    return mapped(address, length) ? Optional.of(at(address, length)) : Optional.empty();
  }

  @Override
  public boolean write(long address, byte[] content) {
    if (!mapped(address, content.length) || unwritable.contains(address / PAGE)) {
      return false;
    }
    put(address, content);
    return true;
  }

  private boolean mapped(long address, int length) {
    return address >= BASE && address + length <= BASE + bytes.length;
  }
}
