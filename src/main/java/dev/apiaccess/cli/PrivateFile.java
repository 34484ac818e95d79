// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a file whole or not at all, and where the system knows that, so that only its owner can read it. */
final class PrivateFile {

    private PrivateFile() {}

    static void write(Path file, String text) {
        try {
            var directory = file.toAbsolutePath().getParent();
            // Java makes temporary files for their owner only.
            var half = Files.createTempFile(directory, ".apiaccess", ".part");
            try {
                Files.writeString(half, text);
                Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new Unanswerable(
                    Code.FILE_NOT_WRITABLE,
                    file + " cannot be written: " + e.getClass().getSimpleName() + " " + e.getMessage(),
                    "name a file in a directory that is there and may be written to with --out");
        }
    }
}
