// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a thin client and the agent talk: {@code POST /cli/{program}}, simple enough for a shell and {@code curl}.
 *
 * <p>Request: fields that each end with a NUL byte, which no argument can hold. The first is {@code <n> <input>
 * <target>}: the number of arguments; {@code none} or {@code given}; {@code any} or {@code here} (the agent that gets
 * this is the one meant, whatever {@code --address} says); in a request that an answer asked for, its cursor is the
 * fourth word. Then come the {@code n} arguments, then, up to the end, the input. The header {@value #SUBMISSION} names
 * the call: a request that is repeated because its answer was lost has the same name, and then no event is kept twice.
 *
 * <p>Answer: three texts that each end with RS (0x1E), which they cannot hold. The first is the exit code; then come
 * standard output and standard error. Instead of an exit code it may be {@code input} (ask again with the input given:
 * the content of the file that the second text names, or standard input when it names none), or {@code inputs} (the
 * content of that file, a NUL, and standard input), or {@code elsewhere} (run
 * the command in a local JVM, because it names another agent, or takes more than one question), or {@code busy} (its event
 * was not kept, and may be the next time: a local JVM leaves it in the spool; the other texts are what is printed where
 * there is none). Only a local JVM, which says {@code here}, is told with {@code busy} where its events stopped, in two more
 * texts: see {@link Answer.Rest}. And only it is answered with {@code more}: then come the cursor, standard output, standard error, the file to
 * write the output to, the file whose next lines the next request has to bring as its input (none when these are
 * through), and the milliseconds to wait before it; see {@link Answer.More}.
 */
public final class Wire {

    /** The header that names a call. */
    public static final String SUBMISSION = "Idempotency-Key";

    /** Ends every text of an answer. */
    static final char RS = 0x1E;

    private static final String BUSY = "busy";
    private static final int MORE_TEXTS = 7;
    private static final int REST_TEXTS = 5;
    private static final String PAUSE = "[0-9]{1,5}";
    private static final Pattern CURSOR = Pattern.compile("[A-Za-z0-9._:/-]{1,200}");

    /** Arguments of a real command line are bounded by the kernel at about this. */
    private static final int MAX_ARGS = 1 << 16;

    private Wire() {}

    /**
     * Serves one request: the whole of {@code POST /cli/{program}}. Blocks until the agent answered.
     *
     * @param body the request's body
     * @param submission its header {@value #SUBMISSION}, or null
     * @return the answer's body, to be sent with status 200 as {@code text/plain; charset=utf-8}
     * @throws IllegalArgumentException when the body is no such request; the message says why
     */
    public static byte[] serve(String program, byte[] body, @Nullable String submission, Agent agent) {
        return answer(new Words().serve(read(program, body).as(submission), agent));
    }

    static Command read(String program, byte[] body) {
        int[] at = {0};
        String[] head = field(body, at).split(" ", -1);
        boolean goesOn = head.length == 4 && CURSOR.matcher(head[3]).matches();
        if ((head.length != 3 && !goesOn) || !head[0].matches("[0-9]{1,5}") || Integer.parseInt(head[0]) > MAX_ARGS) {
            throw new IllegalArgumentException(
                    "body: must start with the number of arguments, 'none' or 'given', and 'any' or 'here'");
        }
        int count = Integer.parseInt(head[0]);
        List<String> args = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            args.add(field(body, at));
        }
        String rest = new String(body, at[0], body.length - at[0], StandardCharsets.UTF_8);
        return new Command(
                program,
                args,
                head[1].equals("given") ? rest : null,
                head[2].equals("here"),
                goesOn ? head[3] : null,
                null);
    }

    private static String field(byte[] body, int[] at) {
        for (int i = at[0]; i < body.length; i++) {
            if (body[i] == 0) {
                String field = new String(body, at[0], i - at[0], StandardCharsets.UTF_8);
                at[0] = i + 1;
                return field;
            }
        }
        throw new IllegalArgumentException("body: ends within its arguments, send every argument with a NUL after it");
    }

    static byte[] request(Command command) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String input = command.input();
        body.writeBytes(utf8(command.args().size()
                + (input == null ? " none" : " given")
                + (command.here() ? " here" : " any")
                + (command.cursor() == null ? "" : ' ' + command.cursor())
                + '\0'));
        command.args().forEach(arg -> body.writeBytes(utf8(arg + '\0')));
        body.writeBytes(utf8(input == null ? "" : input));
        return body.toByteArray();
    }

    static byte[] answer(Answer answer) {
        if (answer instanceof Answer.Done done) {
            return texts(Integer.toString(done.exit()), done.out(), done.err());
        }
        if (answer instanceof Answer.Busy busy) {
            Answer.Rest rest = busy.rest();
            Answer.Done said = busy.said();
            return rest == null
                    ? texts(BUSY, said.out(), said.err())
                    : texts(BUSY, said.out(), said.err(), rest.cursor(), rest.out());
        }
        if (answer instanceof Answer.WantsInput wants) {
            String file = wants.file();
            return texts(wants.both() ? "inputs" : "input", file == null ? "" : file, "");
        }
        if (answer instanceof Answer.More more) {
            String writeTo = more.writeTo();
            String linesOf = more.linesOf();
            return texts(
                    "more",
                    more.cursor(),
                    more.out(),
                    more.err(),
                    writeTo == null ? "" : writeTo,
                    linesOf == null ? "" : linesOf,
                    Integer.toString(more.pauseMillis()));
        }
        return texts("elsewhere", "", "");
    }

    /** Reads an answer; null when it is none, for example because it was cut off. */
    static @Nullable Answer readAnswer(byte[] body) {
        String[] texts = new String(body, StandardCharsets.UTF_8).split(String.valueOf(RS), -1);
        if (texts.length == MORE_TEXTS + 1 && texts[MORE_TEXTS].isEmpty() && texts[0].equals("more")) {
            return CURSOR.matcher(texts[1]).matches() && texts[6].matches(PAUSE)
                    ? new Answer.More(
                            texts[1], texts[2], texts[3], given(texts[4]), given(texts[5]), Integer.parseInt(texts[6]))
                    : null;
        }
        if (texts.length == REST_TEXTS + 1 && texts[REST_TEXTS].isEmpty() && texts[0].equals(BUSY)) {
            return CURSOR.matcher(texts[3]).matches()
                    ? new Answer.Busy(new Answer.Done(1, texts[1], texts[2]), new Answer.Rest(texts[3], texts[4]))
                    : null;
        }
        if (texts.length != 4 || !texts[3].isEmpty()) {
            return null;
        }
        if (texts[0].equals(BUSY)) {
            return new Answer.Busy(new Answer.Done(1, texts[1], texts[2]), null);
        }
        if (texts[0].equals("elsewhere")) {
            return new Answer.Elsewhere(null, null);
        }
        if (texts[0].equals("input")) {
            return new Answer.WantsInput(given(texts[1]), false);
        }
        if (texts[0].equals("inputs") && !texts[1].isEmpty()) {
            return new Answer.WantsInput(texts[1], true);
        }
        return texts[0].matches("[0-9]{1,3}") ? new Answer.Done(Integer.parseInt(texts[0]), texts[1], texts[2]) : null;
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    private static byte[] texts(String... texts) {
        StringBuilder all = new StringBuilder();
        for (String text : texts) {
            // a NUL would be dropped by the client's shell, an RS would end the text
            all.append(text.replace(RS, ' ').replace('\0', ' ')).append(RS);
        }
        return utf8(all.toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
