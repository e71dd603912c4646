// SPDX-License-Identifier: Apache-2.0
package org.tocsin.shell;

import java.io.InputStream;
import java.io.PrintStream;
import java.security.PrivilegedAction;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.sshd.server.Environment;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a command line in a Karaf session of its own, with the rights, variables and start scripts that Karaf gives it. */
final class Execution {

    /** The exit code of a command that threw, and of one whose output did not arrive. */
    static final int FAILED = 1;

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final SessionFactory sessions;
    private final Map<String, String> variables;
    private final @Nullable Subject subject;
    private final BooleanSupplier abandoned;

    /**
     * @param subject who the client is to the container; its roles are held against the access lists of commands
     * @param abandoned whether nobody wants to know any more
     */
    Execution(
            SessionFactory sessions,
            Map<String, String> variables,
            @Nullable Subject subject,
            BooleanSupplier abandoned) {
        this.sessions = sessions;
        this.variables = variables;
        this.subject = subject;
        this.abandoned = abandoned;
    }

    /** Returns the exit code: the command's number when its result is one, else whether it failed. */
    int run(String line, InputStream in, PrintStream out, PrintStream err) {
        PrivilegedAction<Integer> work = () -> inSession(line, in, out, err);
        return subject == null ? work.run() : Subject.doAs(subject, work);
    }

    private int inSession(String line, InputStream in, PrintStream out, PrintStream err) {
        Session session = sessions.create(in, out, err);
        try {
            variables.forEach(session::put);
            if (subject != null) {
                session.put(Subject.class.getName(), subject);
            }
            StartScripts.run(session);
            return session.execute(line) instanceof Integer code ? code : 0;
        } catch (Throwable problem) { // of whatever bundle: an Error of its class loading has to reach the client, too
            if (abandoned.getAsBoolean()) {
                LOG.debug("A command ended after its client", problem);
            } else {
                // first what the command had to say
                out.flush();
                err.print(Complaint.of(session, problem, variables.containsKey(Environment.ENV_TERM)));
            }
            return FAILED;
        } finally {
            session.close();
        }
    }
}
