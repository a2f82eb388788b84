package dev.sealkeep.agent.output;

import dev.sealkeep.agent.keyring.KernelKeys;
import dev.sealkeep.agent.keyring.KeyPlace;
import dev.sealkeep.agent.keyring.KeyringException;
import dev.sealkeep.protocol.secret.SecretAccess;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A place for a key. */
public sealed interface KeyOutput {
  /** What names standard output. */
  String STANDARD_OUTPUT = "-";

  /**
   * The place that an option names.
   *
   * @param out standard output
   * @param kernel the key management of the kernel, which is asked for if it is the place
   * @throws java.nio.file.InvalidPathException if it is no path, no keyring and not {@code -}
   */
  static KeyOutput of(String option, OutputStream out, Supplier<KernelKeys> kernel) {
    if (option.startsWith(KeyPlace.PREFIX)) {
      return KeyPlace.parse(option)
          .<KeyOutput>map(place -> new Keyring(place, kernel.get()))
          .orElseGet(() -> new Nowhere("a place in a keyring is " + KeyPlace.SYNTAX));
    }
    return option.equals(STANDARD_OUTPUT) ? new Stream(out) : new File(Path.of(option));
  }

  /** Says what would keep the key from being written, before it is fetched; or empty. */
  Optional<String> obstacle();

  /** Writes the raw key. Reads the secret to hand it over. */
  void write(SecretBytes key) throws IOException;

  /** Standard output, or a stream in its place. */
  record Stream(OutputStream out) implements KeyOutput {
    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public void write(SecretBytes key) throws IOException {
      out.write(key.bytes(SecretAccess.get()));
      out.flush();
    }
  }

  /** A keyring of the kernel. */
  record Keyring(KeyPlace place, KernelKeys kernel) implements KeyOutput {
    @Override
    public Optional<String> obstacle() {
      return Optional.empty();
    }

    @Override
    public void write(SecretBytes key) throws IOException {
      try {
        int _ = kernel.add(place.type(), place.description(), key, place.keyring());
      } catch (KeyringException refused) {
        throw new IOException("no key was added", refused);
      }
    }
  }

  /** No place at all; says why. */
  record Nowhere(String problem) implements KeyOutput {
    @Override
    public Optional<String> obstacle() {
      return Optional.of(problem);
    }

    @Override
    public void write(SecretBytes key) throws IOException {
      throw new IOException(problem);
    }
  }

  /**
   * A file of mode 0600. The key is written to a new file beside it, made durable, and renamed, so
   * the path holds a whole key or what it held before.
   */
  record File(Path path) implements KeyOutput {
    @Override
    public Optional<String> obstacle() {
      if (!Files.isDirectory(directory())) {
        return Optional.of("%s is no directory: create it".formatted(directory()));
      }
      if (!Files.isWritable(directory())) {
        return Optional.of("%s may not be written to".formatted(directory()));
      }
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        return Optional.of("%s is no regular file: name another, or `-`".formatted(path));
      }
      return Optional.empty();
    }

    private Path directory() {
      Path parent = path.toAbsolutePath().getParent();
      return parent == null ? path : parent;
    }

    @Override
    public void write(SecretBytes key) throws IOException {
      Path temporary = directory().resolve(".%s.%x.new".formatted(path.getFileName(), nonce()));
      try {
        writeNew(temporary, key);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(temporary);
      }
      try (FileChannel channel = FileChannel.open(directory(), StandardOpenOption.READ)) {
        channel.force(true);
      }
    }

    /** Only tells concurrent runs apart: opening exclusively is what protects. */
    private static long nonce() {
      return ProcessHandle.current().pid();
    }

    private static void writeNew(Path file, SecretBytes key) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer bytes = ByteBuffer.wrap(key.bytes(SecretAccess.get()));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
    }
  }
}
