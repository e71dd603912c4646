// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what {@code tocsin completion} prints into the files of a {@code share} directory in which shells look by
 * themselves; for the build of the distribution.
 */
public final class CompletionFiles {

    private CompletionFiles() {}

    /**
     * Writes them.
     *
     * @param args the {@code share} directory
     */
    public static void main(String[] args) throws IOException {
        write(Path.of(args[0]));
    }

    static void write(Path share) throws IOException {
        CompletionCode code = CompletionWords.code();
        Path bash = Files.createDirectories(share.resolve("bash-completion/completions"));
        for (String program : code.names()) {
            // by the name of the program that is completed first
            Files.writeString(bash.resolve(program), code.bash());
        }
        Path zsh = Files.createDirectories(share.resolve("zsh/site-functions"));
        Files.writeString(zsh.resolve("_tocsin"), code.zshFunction());
    }
}
