// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/**
 * {@code init, server, server stop}: the words of the Go agent for its own process. The launcher does them; here are their
 * flags, for it, for their help and for completion.
 */
final class ServerWords {

    static final String SERVER = "server";
    static final String STOP = "server stop";
    static final String INIT = "init";

    static final Flag CONFIG = Flag.value(
            "",
            "config",
            "FILE",
            "where 'init' writes, what 'server' reads; else the agent to talk to (default: see 'init --help')");
    static final Flag PIDFILE = Flag.value(
            "",
            "pidfile",
            "PATH",
            "where 'server' writes its number and 'server stop' finds it (default: see 'server --help')");

    static final Flag DATABASE = Flag.value(
            "", "database", "PATH", "accepted and not used: the queue is in TOCSIN_DATA/db (default: there)");
    static final Flag REGION = Flag.value(
                    "", "region", "REGION", "us or eu, the service region of PagerDuty (default: us)")
            .filledBy(Filling.words(List.of("us", "eu")));

    private ServerWords() {}

    /** @param common the flags of all three; none where the program has them itself */
    static List<Word> words(List<Flag> common) {
        return List.of(
                word(
                                INIT,
                                "[--config FILE] [-a HOST:PORT] [-s TOKEN] [--pidfile PATH]",
                                "Writes the configuration file of the Go agent, for its owner alone.",
                                """
                                Its keys are address, database, pidfile, region and secret. Without --config it is
                                ~/.pdagent/config.yaml, with APP_ENV=production /etc/pdagent/config.yaml. The secret is the token
                                of this host's agent when this user may read it, else a new one. Ends with 1 when the file is
                                there already.""",
                                common)
                        .like("init", "init --config /etc/pdagent/config.yaml"),
                word(
                                SERVER,
                                "[-a HOST:PORT] [-s TOKEN] [--region us|eu] [--pidfile PATH] [--database PATH] [--config FILE]",
                                "Runs the agent in the foreground, as 'tocsin run' does, and prints nothing on standard output.",
                                """
                                -s becomes the agent's token: it is kept in TOCSIN_SECRET_FILE, where the other programs find it.
                                --config is read in the place of /etc/pdagent/config.* and ~/.pdagent/config.*. Without --pidfile,
                                'pdagent server' writes the one of that file, else ~/.pdagent/pidfile, with APP_ENV=production
                                /var/run/pdagent/pidfile. SIGTERM, SIGINT and 'server stop' end it; what waits is kept.""",
                                QueuedEventWords.join(List.of(DATABASE, REGION), common))
                        .like("server", "server --region eu --pidfile /run/pdagent/pidfile"),
                word(
                                STOP,
                                "[--pidfile PATH]",
                                "Ends the agent of this host, and returns when it has ended.",
                                "With --pidfile only when that file holds its number.",
                                QueuedEventWords.join(List.of(DATABASE, REGION), common))
                        .like("server stop"));
    }

    private static Word word(String path, String usage, String purpose, String more, List<Flag> flags) {
        return new Word(path, usage, purpose, more, flags, ServerWords::elsewhere).ofTheLauncher();
    }

    private static Answer elsewhere(Call call) throws RefusedException {
        throw new RefusedException(
                RefusedException.Reason.INVALID,
                call.word().path() + ": is done by the program itself on the agent's host: run its script in bin/");
    }
}
