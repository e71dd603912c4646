// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

/** {@code tocsin backup, doctor}: words for the store, which take their time. */
final class StoreWords {

    private static final Flag DIRECTORY = Flag.operand("directory", "DIR", "where to; must not be there yet");

    private StoreWords() {}

    static List<Word> words() {
        return List.of(
                new Word(
                                "backup",
                                "DIR [--json]",
                                "Copies the queue while the agent works.",
                                "'tocsin restore DIR' puts the copy in the queue's place.",
                                List.of(DIRECTORY, Flag.JSON),
                                DIRECTORY,
                                StoreWords::backup)
                        .thatIsLengthy()
                        .like("backup /srv/backup/tocsin"),
                new Word(
                                "doctor",
                                "[--json]",
                                "Reads all that is stored and checks it.",
                                """
                                Ends with 0 when all is well, 1 when something is damaged: what, with which consequence, and what
                                to do. When the agent is stopped, the database itself is checked, and the end is 2 when nothing
                                can be told, as when there is none; then --repair sets a damaged one aside and saves into a new
                                one what can be read, and --acknowledge says that somebody has read the report of that.""",
                                List.of(Flag.JSON),
                                StoreWords::doctor)
                        .thatIsLengthy()
                        .like("doctor"));
    }

    private static Answer backup(Call call) throws UsageException, RefusedException {
        String directory = call.required(DIRECTORY);
        Progress<BackupView> progress =
                call.desk().backup(directory, call.command().cursor());
        BackupView backup = progress.result();
        if (backup == null) {
            return Answer.More.later(progress.job());
        }
        return call.say(
                ViewJson.backup(backup),
                "the queue is copied to " + backup.directory() + " (" + Format.size(backup.bytes()) + ", "
                        + Format.seconds(backup.took()) + ")");
    }

    private static Answer doctor(Call call) throws RefusedException {
        Progress<DoctorView> progress = call.desk().doctor(call.command().cursor());
        DoctorView doctor = progress.result();
        if (doctor == null) {
            return Answer.More.later(progress.job());
        }
        int exit = doctor.findings().isEmpty() ? 0 : 1;
        if (call.json()) {
            return new Answer.Done(exit, ViewJson.doctor(doctor) + '\n', "");
        }
        StringBuilder text = new StringBuilder();
        for (DoctorView.Finding finding : doctor.findings()) {
            text.append("damaged: ").append(finding.what()).append('\n');
            text.append("  consequence: ").append(finding.consequence()).append('\n');
            text.append("  remedy: ").append(finding.remedy()).append('\n');
        }
        int found = doctor.findings().size();
        text.append(doctor.checked()).append(" records checked in ").append(Format.seconds(doctor.took()));
        text.append(found == 0 ? ": all is well\n" : ": " + found + (found == 1 ? " finding\n" : " findings\n"));
        return new Answer.Done(exit, text.toString(), "");
    }
}
