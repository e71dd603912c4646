// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Runs a command without the usual agent: checks it with the same classes, and carries it to another agent when it
 * names one.
 */
final class LocalClient {

    private static final int PROBE_MILLIS = 500;
    private static final long MAX_INPUT = 1 << 20;

    private final String address;
    private final String secretFile;
    private final InputStream input;

    LocalClient(String address, String secretFile, InputStream input) {
        this.address = address;
        this.secretFile = secretFile;
        this.input = input;
    }

    /** @param reason why this runs; {@code curl} when the usual agent may well be there */
    Answer.Done run(Command typed, String reason) {
        Command command = typed;
        try {
            for (; ; ) {
                Answer answer = step(command, reason);
                if (answer instanceof Answer.Done done) {
                    return done;
                }
                if (!(answer instanceof Answer.WantsInput wants) || command.input() != null) {
                    throw problem("the agent asks for the same twice: bring it and this client to one version");
                }
                command = command.withInput(read(wants));
            }
        } catch (RefusedException e) {
            return Words.refused(typed.program(), e);
        }
    }

    private Answer step(Command command, String reason) throws RefusedException {
        if (reason.equals("curl")) {
            Answer answer = ask(new RemoteAgent(address, token()), command);
            if (!(answer instanceof Answer.Elsewhere)) {
                return answer;
            }
        }
        Trouble trouble = Trouble.of(reason.equals("secret") && !listens() ? "absent" : reason, address, secretFile);
        Answer answer = new Words().run(command, new AbsentAgent(trouble));
        if (!(answer instanceof Answer.Elsewhere elsewhere)) {
            return answer;
        }
        String there = elsewhere.address();
        String secret = elsewhere.secret();
        RemoteAgent agent = new RemoteAgent(there == null ? address : there, secret == null ? token() : secret);
        return ask(agent, command.forHere());
    }

    private static Answer ask(RemoteAgent agent, Command command) throws RefusedException {
        try {
            return agent.run(command);
        } catch (NoAnswerException e) {
            return new Words().run(command.forHere(), new AbsentAgent(e.trouble()));
        }
    }

    private String token() throws RefusedException {
        try {
            String token = Files.readString(Path.of(secretFile), StandardCharsets.UTF_8)
                    .strip();
            if (!token.isEmpty()) {
                return token;
            }
        } catch (IOException | InvalidPathException e) {
            throw Trouble.of("secret", address, secretFile).ofAQuestion();
        }
        throw Trouble.of("secret", address, secretFile).ofAQuestion();
    }

    /** Reads as the user who called, with that user's rights. */
    private String read(Answer.WantsInput wanted) throws RefusedException {
        String file = wanted.file();
        try (InputStream in = file == null ? input : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes((int) MAX_INPUT);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException | InvalidPathException e) {
            throw problem((file == null ? "standard input" : "the file " + file) + " cannot be read");
        }
    }

    private boolean listens() {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1))),
                    PROBE_MILLIS);
            return true;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }

    private static RefusedException problem(String text) {
        return new RefusedException(RefusedException.Reason.BUSY, text);
    }
}
