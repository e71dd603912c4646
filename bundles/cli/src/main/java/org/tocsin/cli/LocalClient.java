// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tocsin.cli.offline.GoClient;
import org.tocsin.cli.offline.OfflineException;

/**
 * Runs a command without the usual agent: checks it with the same classes, and carries it to another agent when it
 * names one. Also puts the questions of a command that takes more than one.
 */
final class LocalClient {

    private static final int PROBE_MILLIS = 500;

    /** How long one answer may take; who waits for a delivery gives it no more than is left, but this much at least. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LEAST = Duration.ofSeconds(1);

    /** For an event that else goes into the spool; as the shell client has it. */
    private static final Duration FOR_AN_EVENT = Duration.ofSeconds(5);

    private final String address;
    private final String secretFile;
    private final @Nullable Spool spool;
    private final @Nullable TlsTrust trust;
    private final InputStream input;
    private final OutputStream out;
    private final OutputStream err;
    private final LongSupplier nanoTime = System::nanoTime;
    private @Nullable Duration waits;
    private long begun;

    /**
     * @param trust by what an agent with TLS is known; null in the clear
     * @param spool where an event goes that the usual agent does not take; null for nowhere
     */
    LocalClient(
            String address,
            String secretFile,
            @Nullable TlsTrust trust,
            @Nullable Spool spool,
            InputStream input,
            OutputStream out,
            OutputStream err) {
        this.address = address;
        this.secretFile = secretFile;
        this.trust = trust;
        this.spool = spool;
        this.input = input;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs a command to its end, prints what comes of it, and returns its exit code.
     *
     * @param reason why this runs; {@code curl} when the usual agent may well be there
     */
    int run(Command typed, String reason) throws IOException {
        Answer.Done done;
        waits = Words.patience(typed);
        begun = nanoTime.getAsLong();
        try (LocalFiles files = new LocalFiles(typed, input)) {
            done = new Conversation(files, out, err).with(command -> step(command, reason), named(configured(typed)));
        } catch (RefusedException e) {
            done = Words.refused(typed.program(), e);
        }
        Conversation.print(out, done.out());
        Conversation.print(err, done.err());
        String notice = spool == null ? null : spool.notice();
        if (notice != null) {
            Conversation.print(err, typed.program() + ": " + notice + '\n');
        }
        return done.exit();
    }

    /** Named as the shell client has named it, if that has: the agent may have taken it all the same. */
    private static Command named(Command typed) {
        return typed.submission() != null
                ? typed
                : typed.as(UUID.randomUUID().toString().replace("-", ""));
    }

    /** With the flags that its configuration stands for: those that were typed stand behind them, and count. */
    private Command configured(Command typed) throws RefusedException {
        String file = Words.config(typed);
        if (file == null) {
            return typed;
        }
        GoClient config;
        try {
            config = GoClient.read(Path.of(file));
        } catch (OfflineException | InvalidPathException e) {
            throw new RefusedException(RefusedException.Reason.INVALID, "--config: " + e.getMessage());
        }
        String there = config.address();
        String token = config.secret();
        // the usual agent has the spool, and its token is in the usual place
        if (there != null && there.equals(address)) {
            return typed;
        }
        List<String> args = new ArrayList<>();
        if (there != null) {
            args.addAll(List.of("--" + Program.ADDRESS.name(), there));
        }
        if (token != null) {
            args.addAll(List.of("--" + Program.SECRET.name(), token));
        }
        args.addAll(typed.args());
        return typed.with(args);
    }

    private Answer step(Command command, String reason) throws RefusedException {
        Trouble used = spool == null ? null : spool.used();
        if (used != null && command.cursor() != null) {
            // what follows goes the same way: else it could overtake
            return new Words().run(command.forHere(), new AbsentAgent(used, spool));
        }
        // by this JVM, because there is no curl, or only this JVM can tell whether it is the agent
        boolean asks = reason.equals("curl") || reason.startsWith(Trouble.UNPROVEN_WORD);
        Trouble trouble = asks
                ? Trouble.absent(address)
                : Trouble.of(reason.equals("secret") ? whyNoToken() : reason, address, secretFile);
        // what is asked of the agent is not kept before it has been asked
        Answer answer = new Words().run(command, new AbsentAgent(trouble, asks ? null : spool));
        if (!(answer instanceof Answer.Elsewhere elsewhere)) {
            return asks && !(answer instanceof Answer.WantsInput) ? askUsual(command, reason) : answer;
        }
        String there = elsewhere.address();
        boolean usual = there == null && elsewhere.secret() == null;
        if (usual && asks) {
            return askUsual(command.forHere(), reason);
        }
        // who gave no answer to the shell client need not be waited for once more
        boolean closed = usual && (reason.equals("secret") || reason.equals("lost"));
        if (closed || (there == null && !asks && trouble.kind() == RefusedException.Reason.ABSENT)) {
            return new Words().run(command.forHere(), new AbsentAgent(trouble, spool));
        }
        String secret = elsewhere.secret();
        RemoteAgent agent =
                new RemoteAgent(there == null ? address : there, secret == null ? token() : secret, trust, "");
        // the spool is that of the usual agent
        return ask(agent, command.forHere(), usual ? spool : null);
    }

    /** Who may not read the token has the spool. */
    private Answer askUsual(Command command, String reason) {
        boolean unproven = reason.startsWith(Trouble.UNPROVEN_WORD);
        String token;
        try {
            token = token();
        } catch (RefusedException e) {
            Trouble trouble = Trouble.of(unproven ? reason : whyNoToken(), address, secretFile);
            return new Words().run(command.forHere(), new AbsentAgent(trouble, spool));
        }
        return ask(new RemoteAgent(address, token, trust, unproven ? reason : ""), command, spool);
    }

    private Answer ask(RemoteAgent agent, Command asked, @Nullable Spool spool) {
        boolean looks = asked.cursor() != null && waits != null;
        Command command = asked.within(looks ? left() : null);
        try {
            Answer answer = agent.run(command, looks ? patience(left()) : patience(asked, spool));
            if (!(answer instanceof Answer.Busy busy)) {
                return answer;
            }
            return spool == null
                    ? busy.said()
                    : left(
                            busy.rest(),
                            command.forHere(),
                            new AbsentAgent(Trouble.status("503", agent.address()), spool));
        } catch (NoAnswerException e) {
            // the time that this took is over
            Command after = asked.within(looks ? left() : null);
            return new Words().run(after.forHere(), new AbsentAgent(e.trouble(), spool));
        }
    }

    /** What is left of the time to wait for a delivery. */
    private Duration left() {
        return waits == null ? Duration.ZERO : waits.minusNanos(nanoTime.getAsLong() - begun);
    }

    private static Duration patience(Command command, @Nullable Spool spool) {
        return spool != null && command.cursor() == null && Words.sends(command) ? FOR_AN_EVENT : PATIENCE;
    }

    private static Duration patience(Duration left) {
        return left.compareTo(PATIENCE) > 0 ? PATIENCE : left.compareTo(LEAST) < 0 ? LEAST : left;
    }

    private static Answer left(Answer.@Nullable Rest rest, Command command, AbsentAgent absent) {
        return rest == null
                ? new Words().run(command, absent)
                : rest.with(new Words().run(command.at(rest.cursor()), absent));
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

    /** What is to be told of an agent whose token is not known. */
    private String whyNoToken() {
        if (!listens()) {
            return "absent";
        }
        Path file = Path.of(secretFile);
        // what can be read and holds none, and what is not there at all, somebody has to put right
        return Files.isReadable(file) || Files.notExists(file) ? "secret" : Trouble.CLOSED_WORD;
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
}
