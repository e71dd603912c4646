// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue.derby;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.stream.Stream;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.tocsin.api.Inspection;
import org.tocsin.api.Inspection.Finding;
import org.tocsin.api.store.StoreException;
import org.tocsin.queue.derby.doctor.Examination;
import org.tocsin.queue.derby.doctor.TableAccess;
import org.tocsin.queue.derby.salvage.Corruption;
import org.tocsin.queue.derby.salvage.Damage;
import org.tocsin.queue.derby.salvage.DamageFiles;
import org.tocsin.queue.derby.salvage.Mending;
import org.tocsin.queue.derby.salvage.PageCheck;
import org.tocsin.queue.derby.salvage.PageCheck.Pages;

/**
 * Checks a database that nobody has open: first its files without Derby, and only when they are good its contents.
 * Exit code 0 when nothing is wrong, or no longer; 1 when something is; 2 when it cannot be told.
 */
public final class Doctor {

    private static final String USAGE = "usage: Doctor DIRECTORY [--repair] [--acknowledge]";
    private static final String MEND =
            "run tocsin doctor --repair: the database is set aside and what can be read is taken over";

    private final Path database;
    private final PrintStream out;
    private final Mending mending;

    private Doctor(Path database, PrintStream out) {
        this.database = database;
        this.out = out;
        this.mending = new Mending(database, Clock.systemUTC());
    }

    /** {@code DIRECTORY [--repair] [--acknowledge]}. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    static int run(String[] arguments, PrintStream out) {
        return run(arguments, out, (texts, checked) -> {});
    }

    /**
     * The same for a program that loads this class and goes on.
     *
     * @param found is told what was found, once, when that is known: of each damage what, consequence and remedy one after
     *     the other, and how many records and pages were checked
     */
    public static int run(String[] arguments, PrintStream out, ObjLongConsumer<List<String>> found) {
        List<String> words = new ArrayList<>(List.of(arguments));
        boolean repair = words.remove("--repair");
        boolean acknowledge = words.remove("--acknowledge");
        if (words.size() != 1 || words.get(0).startsWith("-")) {
            out.println(USAGE);
            return 2;
        }
        Path database = Path.of(words.get(0)).toAbsolutePath().normalize();
        if (!Files.isDirectory(database.resolveSibling("."))) {
            out.println("database " + database + ": is not there");
            return 2;
        }
        Path log = database.resolveSibling(database.getFileName() + "-doctor.log");
        try (DirectoryLock lock =
                DirectoryLock.take(database.resolveSibling(database.getFileName() + ".lock"), database)) {
            DerbyEngine.use(log);
            try {
                return new Doctor(database, out).run(repair, acknowledge, found);
            } finally {
                DerbyEngine.release();
                Files.deleteIfExists(log);
            }
        } catch (StoreException | IOException e) {
            out.println(e.getMessage());
            return 2;
        }
    }

    private int run(boolean repair, boolean acknowledge, ObjLongConsumer<List<String>> found)
            throws IOException, StoreException {
        mending.finish();
        if (acknowledge) {
            for (Path report : DamageFiles.open(database)) {
                DamageFiles.acknowledge(report, Clock.systemUTC().instant());
                out.println("acknowledged: " + report.resolve(DamageFiles.TEXT));
            }
        }
        for (Path report : DamageFiles.open(database)) {
            out.println("not acknowledged: " + report.resolve(DamageFiles.TEXT));
        }
        if (!Files.isDirectory(database)) {
            out.println("database " + database + ": is not there, so nothing can be told");
            return 2;
        }
        Inspection inspection = inspect();
        inspection.findings().forEach(this::print);
        found.accept(
                inspection.findings().stream()
                        .flatMap(finding -> Stream.of(finding.what(), finding.consequence(), finding.remedy()))
                        .toList(),
                inspection.checked());
        out.println("database " + database + ": " + inspection.checked() + " records and pages checked, "
                + inspection.findings().size() + " damaged");
        if (inspection.findings().isEmpty()) {
            return 0;
        }
        return repair ? repair(inspection.findings().get(0).what()) : 1;
    }

    private int repair(String cause) throws IOException, StoreException {
        Damage damage = mending.mend(cause, null, List.of());
        out.println("repaired: " + damage.saved() + " events were saved, " + damage.waiting() + " of them wait, "
                + damage.lostEvents() + " that waited are lost");
        for (Path report : DamageFiles.open(database)) {
            out.println("see " + report.resolve(DamageFiles.TEXT));
        }
        return 0;
    }

    /** Derby writes when it opens, so it is asked only when all files are good. */
    private Inspection inspect() throws IOException, StoreException {
        Pages pages = PageCheck.all(database);
        List<Finding> findings = new ArrayList<>();
        Optional<String> verdict = mending.verdict();
        verdict.ifPresent(
                what -> findings.add(new Finding(what, "commits may be lost when Derby opens it as it is", MEND)));
        pages.damaged()
                .forEach(page ->
                        findings.add(new Finding(page, "the records on it, and the opening of the database", MEND)));
        if (!findings.isEmpty()) {
            return new Inspection(pages.checked(), findings);
        }
        Inspection contents = contents();
        return new Inspection(pages.checked() + contents.checked(), contents.findings());
    }

    private Inspection contents() throws IOException, StoreException {
        try (Connection connection = Drafts.source(database).getConnection()) {
            JdbcTemplate sql = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            if (new Migration(database, Clock.systemUTC().millis()).isNeeded(sql)) {
                out.println("database " + database + ": is of an older version, whose records have no checksums;"
                        + " the agent brings it forward when it starts");
                return new Inspection(0, List.of());
            }
            return new Examination(connection, true, TableAccess.ALWAYS).run();
        } catch (SQLException | DataAccessException e) {
            Optional<String> damage = Corruption.of(database, e);
            if (damage.isEmpty()) {
                throw Failures.toStoreException(database, e);
            }
            return new Inspection(0, List.of(new Finding(damage.get(), "the database cannot be opened", MEND)));
        } finally {
            Drafts.shutDown(database);
        }
    }

    private void print(Finding finding) {
        out.println("damaged: " + finding.what());
        out.println("  consequence: " + finding.consequence());
        out.println("  remedy: " + finding.remedy());
    }
}
