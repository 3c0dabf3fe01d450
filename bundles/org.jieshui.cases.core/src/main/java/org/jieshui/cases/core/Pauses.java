package org.jieshui.cases.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.PauseChange;
import org.jieshui.cases.api.Receipt;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.archive.Document;
import org.jieshui.platform.api.rest.ProblemException;

/** Time that does not count (A7, A15), with reason and evidence, and the not-ready file (R44, R68–R70), which is a pause of the whole case. Each is a step of one action. */
final class Pauses {

    private static final String NOT_READY = "not-ready";

    /** Throws when the archive is away. */
    private final Supplier<Archive> archive;

    Pauses(Supplier<Archive> archive) {
        this.archive = archive;
    }

    Receipt begin(Action action, String reason, Instant from, String words, List<Long> proofs) throws SQLException {
        action.data().setAll(started(action, reason, from, words, proofs));
        return action.finish("clock.paused", null);
    }

    /** Beside what a department does in the same action. @return the pause */
    long beginBeside(Action action, String reason, Instant from, String words, List<Long> proofs) throws SQLException {
        var entry = started(action, reason, from, words, proofs);
        action.journal("clock.paused", null, entry);
        return entry.path("pauseId").asLong();
    }

    private ObjectNode started(Action action, String reason, Instant from, String words, List<Long> proofs) throws SQLException {
        CasesService.requireOpen(action);
        var now = action.now();
        var start = from == null ? now : from;
        if (start.isAfter(now) || start.isBefore(action.row().opened)) {
            throw ProblemException.invalid("/from", "暂停应始于工单建立之后、现在之前", "A pause starts after the case was opened and not in the future");
        }
        if (reason == null || !action.process().pauseReasons().contains(reason)) {
            throw ProblemException.invalid("/reason", "此流程没有这个不可控时间原因", "This process has no such reason");
        }
        if (!Sql.first(action.connection(), "SELECT enabled FROM cases.pause_reason WHERE id = ?", row -> row.getBoolean(1), reason).orElse(false)) {
            throw ProblemException.invalid("/reason", "这个原因已停用", "This reason is disabled");
        }
        requireEvidence(action, reason, proofs);
        if (action.pauses().stream().anyMatch(p -> p.interval().isOpen() && p.reason().equals(reason))) {
            throw Problems.cannot("already-paused", "已因同一原因暂停，先恢复再暂停", "Already paused for this reason; resume first");
        }
        long id = CaseStore.insertPause(action.connection(), action.row().id, reason, start, words, proofs, action.actor().id());
        action.pausesChanged();
        action.deriveAll();
        var entry = CaseStore.JSON.createObjectNode().put("pauseId", id).put("reason", reason).put("from", start.toString());
        entry.set("evidence", CaseStore.JSON.valueToTree(proofs));
        return entry;
    }

    /** @param to null: now */
    Receipt end(Action action, long pauseId, Instant to) throws SQLException {
        action.data().setAll(ended(action, pauseId, to));
        return action.finish("clock.resumed", null);
    }

    /** Beside what a department does in the same action. One that somebody has ended before stays as it is. */
    void endBeside(Action action, long pauseId, Instant to) throws SQLException {
        if (own(action, pauseId).interval().isOpen()) {
            action.journal("clock.resumed", null, ended(action, pauseId, to));
        }
    }

    private ObjectNode ended(Action action, long pauseId, Instant to) throws SQLException {
        var end = to == null ? action.now() : to;
        var pause = own(action, pauseId);
        if (end.isAfter(action.now()) || end.isBefore(pause.interval().from())) {
            throw ProblemException.invalid("/to", "恢复应在暂停开始之后、现在之前", "The end lies after the start and not in the future");
        }
        if (CaseStore.endPause(action.connection(), pauseId, end) == 0) {
            throw Problems.cannot("not-paused", "已恢复计时，不用再恢复", "The clock was resumed already");
        }
        action.pausesChanged();
        action.deriveAll();
        return CaseStore.JSON.createObjectNode().put("pauseId", pauseId).put("reason", pause.reason()).put("to", end.toString());
    }

    /** @param words the new note, or null: the old one stays */
    Receipt correct(Action action, long pauseId, PauseChange change, String words, String why) throws SQLException {
        CasesService.requireAlive(action);
        var pause = own(action, pauseId);
        var from = change.from() == null ? pause.interval().from() : change.from();
        var to = change.to() == null || pause.interval().isOpen() ? pause.interval().to() : change.to();
        if (from.isBefore(action.row().opened) || from.isAfter(action.now())) {
            throw ProblemException.invalid("/from", "暂停应始于工单建立之后、现在之前", "A pause starts after the case was opened and not in the future");
        }
        if (to != null && (to.isBefore(from) || to.isAfter(action.now()))) {
            throw ProblemException.invalid("/to", "恢复应在暂停开始之后、现在之前", "The end lies after the start and not in the future");
        }
        var evidence = change.evidence() == null ? pause.evidence() : change.evidence();
        requireEvidence(action, pause.reason(), evidence);
        CaseStore.correctPause(action.connection(), pauseId, from, to, words == null ? pause.note() : words, evidence);
        action.pausesChanged();
        action.deriveAll();
        action.data().put("pauseId", pauseId).put("reason", pause.reason()).put("from", from.toString()).put("to", to == null ? null : to.toString());
        action.data().putObject("was").put("from", pause.interval().from().toString()).put("to", pause.interval().isOpen() ? null : pause.interval().to().toString());
        action.words(why);
        return action.finish("clock.corrected", null);
    }

    Receipt notReady(Action action, String why) throws SQLException {
        CasesService.requireOpen(action);
        var c = action.connection();
        long pause = CaseStore.insertPause(c, action.row().id, NOT_READY, action.now(), why, List.of(), action.actor().id());
        Sql.update(c, "INSERT INTO cases.not_ready (id, case_id, reason, at, by_whom, pause_id) VALUES (nextval('cases.id_seq'), ?, ?, ?, ?, ?)", action.row().id, why, action.now(), action.actor().id(), pause);
        action.row().state = CaseState.NOT_READY;
        action.pausesChanged();
        action.deriveAll();
        action.data().put("pauseId", pause);
        action.words(why);
        return action.finish("case.not-ready", null);
    }

    Receipt revive(Action action, String words) throws SQLException {
        if (action.row().state != CaseState.NOT_READY) {
            throw Problems.cannot("not-dormant", "工单没有转建档，不用重新启动", "The case is not in the not-ready file");
        }
        var c = action.connection();
        var pause = Sql.first(c, "UPDATE cases.not_ready SET revived_at = ? WHERE case_id = ? AND revived_at IS NULL RETURNING pause_id", row -> row.getLong(1), action.now(), action.row().id);
        CaseStore.endPause(c, pause.orElseThrow(), action.now());
        action.row().state = CaseState.OPEN;
        action.pausesChanged();
        action.deriveAll();
        action.advance();
        action.words(words);
        return action.finish("case.revived", null);
    }

    private static CaseStore.Pause own(Action action, long pauseId) throws SQLException {
        return action.pauses().stream().filter(p -> p.id() == pauseId && !p.reason().equals(NOT_READY)).findFirst().orElseThrow(ProblemException::notFound);
    }

    private void requireEvidence(Action action, String reason, List<Long> ids) throws SQLException {
        boolean needed = Sql.first(action.connection(), "SELECT evidence_required FROM cases.pause_reason WHERE id = ?", row -> row.getBoolean(1), reason).orElse(false);
        if (needed && ids.isEmpty()) {
            throw ProblemException.invalid("/evidence", "这个原因要附证据", "This reason needs evidence");
        }
        if (!ids.isEmpty()) {
            var own = archive.get().documents(action.row().id).stream().filter(d -> d.voidReason() == null).map(Document::id).collect(Collectors.toSet());
            if (!own.containsAll(ids)) {
                throw ProblemException.invalid("/evidence", "证据应是这张工单里的材料，请先上传", "Evidence is a document of this case; upload it first");
            }
        }
    }
}
