package org.jieshui.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.jieshui.itests.NaughtyDesk.TODAY;
import static org.jieshui.itests.NaughtyDesk.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/** What the second half keeps for all cases: templates, check lists and the questionnaire, fee lists, transfers and statements, meters and their deliveries. */
final class NaughtyRegisters {

    /** What a template's text is refused for. */
    private static final String NO_TEMPLATE = ".*(there is no placeholder|the braces do not pair|control character|no images, links or HTML|stands once|cannot be stored|Write the template).*";
    private static final String LEADER = "gaozhenhua";
    private static final String AUDITOR = "yuxiaomei";
    private static final String CASHIER = "caixiuying";
    private static final String KEEPER = "yuanmei";

    private final NaughtyDesk desk;
    private final String run = Long.toString(System.nanoTime(), 36).toUpperCase(Locale.ROOT);
    /** What puts back the wording that was there before. */
    private final List<Runnable> before = new ArrayList<>();

    NaughtyRegisters(NaughtyDesk desk) {
        this.desk = desk;
    }

    /** Wording that is in force while the cases go their way: their papers are printed with it. */
    void wording() {
        template("commission-agreement");
        template("supply-contract");
        checklist("entry");
        before.remove(before.size() - 1).run(); // an entry condition has to be ticked at every case
        checklist("acceptance");
        questionnaire();
    }

    void asBefore() {
        before.forEach(Runnable::run);
    }

    void books() {
        feeList();
        transfers();
        statement();
    }

    // ---- wording

    private void template(String kind) {
        var path = "/agreements/templates/" + kind;
        var first = current(kind);
        Function<String, String> with = s -> "# 协议 {{编号}}\n\n甲方：{{客户名称}}\n\n" + s + "\n\n{{签署栏}}\n";
        var harmless = Naughty.all().stream().filter(s -> !s.matches("(?s).*[\\[\\]{}<>\\p{Cc}\ufffe\uffff].*") && !s.isBlank()).toList();
        var whole = with.apply(String.join("\n\n", harmless));
        var next = desk.send(LEADER, "PUT", path, body("version", first.path("version").asInt(), "body", whole, "note", "试"), Map.of());
        assertThat(next.path("body").asText()).as("the template %s", kind).isEqualTo(whole);
        before.add(() -> desk.send(LEADER, "PUT", path, body("version", current(kind).path("version").asInt(), "body", first.path("body").asText(), "note", "复原"), Map.of()));
        if (kind.equals("supply-contract")) { // the same code
            return;
        }
        var others = Stream.concat(Naughty.all().stream().filter(s -> !harmless.contains(s)), Naughty.UNSTORABLE.stream()).toList();
        IntStream.range(0, others.size()).filter(i -> NaughtyDesk.WHOLE || i % 5 == 0).mapToObj(others::get).forEach(s -> {
            var answer = Writing.send(desk.as(LEADER), "POST", "/api" + path + "/preview", body("body", with.apply(s)), Map.of("Accept-Language", "en"));
            var refusals = answer.statusCode() == 422 ? Integrator.tree(answer.body()).path("errors").findValuesAsText("detail") : List.<String>of();
            if (answer.statusCode() != 200 && (refusals.isEmpty() || !refusals.stream().allMatch(detail -> detail.matches(NO_TEMPLATE)))) {
                desk.writing.wrong("template with " + Naughty.shown(s) + ": " + answer.statusCode() + " " + answer.body());
            }
        });
        desk.turns(9, Map.of("note", 500), text -> desk.write(LEADER, "PUT /agreements/templates/{kind}", List.of(kind), body("version", current(kind).path("version").asInt(), "body", whole), null, text));
    }

    private JsonNode current(String kind) {
        return StreamSupport.stream(desk.get(LEADER, "/agreements/templates").path("templates").spliterator(), false).filter(one -> one.path("kind").asText().equals(kind)).findFirst().orElseThrow();
    }

    private void checklist(String kind) {
        var path = "/construction/checklists/" + kind;
        var first = desk.get(LEADER, path);
        var operation = "PUT /construction/checklists/{kind}";
        List.of("/items/*/text/zh-CN", "/items/*/text/en", "/items/*/unit").forEach(at -> desk.writing.covered(operation, at));
        var texts = texts(200);
        var units = texts(20);
        batches(texts.size(), 40, i -> {
            var item = body("id", "i" + i, "text", bilingual(texts, i));
            return kind.equals("entry") || i % 2 == 0 ? item : item.put("unit", units.get(i % units.size()));
        }, items -> put(path, "items", items));
        desk.turns(2, Map.of("zh-CN", 200, "en", 200, "unit", 20), text -> desk.write(LEADER, operation, List.of("acceptance"),
                body("version", desk.get(LEADER, "/construction/checklists/acceptance").path("version").asInt(), "items", List.of(body("id", "one", "text", body("zh-CN", "一", "en", "one"), "unit", "m"))), null, text));
        put(path, "items", array(texts.subList(0, Math.min(20, texts.size())), i -> kind.equals("entry") ? body("id", "i" + i, "text", bilingual(texts, i)) : body("id", "i" + i, "text", bilingual(texts, i), "unit", units.get(i % units.size()))));
        before.add(() -> put(path, "items", (ArrayNode) first.path("items")));
    }

    private void questionnaire() {
        var path = "/visits/questionnaire";
        var first = desk.get(LEADER, path);
        var operation = "PUT /visits/questionnaire";
        List.of("/questions/*/text/zh-CN", "/questions/*/text/en", "/questions/*/options/*/text/zh-CN", "/questions/*/options/*/text/en").forEach(at -> desk.writing.covered(operation, at));
        var texts = texts(200);
        IntFunction<ObjectNode> question = i -> {
            var asked = body("id", "q" + i, "text", bilingual(texts, i), "kind", i % 2 == 0 ? "text" : "choice", "required", i % 2 == 1, "options", List.of());
            IntStream.range(0, i % 2 * 10).forEach(o -> ((ArrayNode) asked.path("options")).add(body("id", "o" + o, "text", bilingual(texts, i * 10 + o))));
            return asked;
        };
        batches(texts.size(), 30, question, questions -> put(path, "questions", questions));
        desk.turns(1, Map.of("zh-CN", 200, "en", 200), text -> desk.write(LEADER, operation, List.of(), body("version", desk.get(LEADER, path).path("version").asInt(), "questions", List.of(question.apply(1))), null, text));
        put(path, "questions", array(texts.subList(0, Math.min(24, texts.size())), question));
        before.add(() -> put(path, "questions", (ArrayNode) first.path("questions")));
    }

    private void put(String path, String member, ArrayNode list) {
        var answer = desk.send(LEADER, "PUT", path, body("version", desk.get(LEADER, path).path("version").asInt(), member, list), Map.of());
        same(path, list, answer.path(member));
    }

    private void same(String what, JsonNode sent, JsonNode back) {
        assertThat(back).as(what).hasSameSizeAs(sent);
        for (int i = 0; i < sent.size(); i++) {
            if (!back.get(i).equals(sent.get(i))) {
                desk.writing.wrong(what + ": " + Naughty.shown(sent.get(i).toString()) + " became " + Naughty.shown(back.get(i).toString()));
            }
        }
    }

    private static JsonNode bilingual(List<String> texts, int i) {
        return body("zh-CN", texts.get(i % texts.size()), "en", texts.get((i + texts.size() / 2) % texts.size()));
    }

    private static List<String> texts(int most) {
        return Naughty.texts(most).stream().filter(s -> !s.isBlank()).toList();
    }

    private static void batches(int all, int most, IntFunction<ObjectNode> one, Consumer<ArrayNode> send) {
        for (int from = 0; from < all; from += most) {
            var batch = Integrator.JSON.createArrayNode();
            IntStream.range(from, Math.min(all, from + most)).mapToObj(one).forEach(batch::add);
            send.accept(batch);
        }
    }

    private static ArrayNode array(List<String> of, IntFunction<ObjectNode> one) {
        var array = Integrator.JSON.createArrayNode();
        IntStream.range(0, of.size()).mapToObj(one).forEach(array::add);
        return array;
    }

    // ---- money

    private void feeList() {
        var list = desk.post(AUDITOR, "/pricing/lists", body("title", "试", "note", "")).path("list");
        var one = "/pricing/lists/" + list.path("id").asLong();
        desk.turns(6, Map.of("title", 100, "note", 1000), text -> {
            var made = desk.write(AUDITOR, "POST /pricing/lists", List.of(), body("title", "试"), null, text);
            if (made != null) {
                desk.as(AUDITOR).send("DELETE", "/api/pricing/lists/" + made.at("/list/id").asLong(), "application/json", null, Map.of("If-Match", "\"" + made.at("/list/revision").asInt() + "\""));
            }
        });
        desk.turns(24, Map.of("title", 100, "note", 1000), text -> desk.write(AUDITOR, "PUT /pricing/lists/{id}", List.of(list.path("id").asLong()), revision(one), body("title", "试"), null, text));
        items(one);
        desk.as(AUDITOR).send("DELETE", "/api" + one, "application/json", null, revision(one));
    }

    private Map<String, String> revision(String list) {
        return Map.of("If-Match", "\"" + desk.get(AUDITOR, list).at("/list/revision").asInt() + "\"");
    }

    /** All strings in one list. By name, unit and choice items are told apart: those are without blanks at their ends. What is exported comes in again. */
    private void items(String list) {
        var operation = "PUT /pricing/lists/{id}/items";
        List.of("/items/*/name", "/items/*/unit", "/items/*/variant", "/items/*/note", "/file").forEach(at -> desk.writing.covered(operation, at));
        var names = texts(100).stream().map(String::strip).distinct().toList();
        IntFunction<ObjectNode> item = i -> body("code", "N-" + i, "name", names.get(i), "unit", at(10, i).strip(), "basis", "entered", "price", "1.5", "variant", at(20, i).strip(), "note", at(200, i));
        var items = array(names, item);
        var sent = body("items", items, "file", Naughty.packs(200).get(0));
        var back = desk.send(AUDITOR, "PUT", list + "/items", sent, revision(list));
        assertThat(back.path("events").findValuesAsText("detail")).contains(sent.path("file").asText());
        same("items of a fee list", words(items), words(back.path("items")));
        var book = desk.as(AUDITOR).download("/api" + list + "/export");
        assertThat(book.statusCode()).isEqualTo(200);
        var again = desk.as(AUDITOR).send("POST", "/api" + list + "/import", "application/octet-stream", book.body(), Map.of());
        assertThat(again.statusCode()).as("what was exported comes in again: %s", again.body()).isEqualTo(200);
        same("items from a workbook", inWorkbook(words(items)), words(Integrator.tree(again.body()).path("items")));
        for (var s : List.of(" ", "a\u0000b", "x".repeat(300))) {
            var answer = Writing.send(desk.as(AUDITOR), "PUT", "/api" + list + "/items", body("items", List.of(item.apply(0).put("name", s))), revision(list));
            assertThat(Integrator.tree(answer.body()).path("errors").findValuesAsText("pointer")).as(answer.body()).containsExactly("/items/0/name");
        }
    }

    /** No workbook holds control characters. */
    private static JsonNode inWorkbook(JsonNode items) {
        items.forEach(item -> item.properties().forEach(member -> {
            var fits = member.getValue().asText().replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]", "");
            member.setValue(Integrator.JSON.valueToTree(member.getKey().equals("note") ? fits : fits.strip()));
        }));
        return items;
    }

    private static JsonNode words(JsonNode items) {
        var words = Integrator.JSON.createArrayNode();
        items.forEach(item -> words.addObject().setAll(((ObjectNode) item).deepCopy().retain("code", "name", "unit", "variant", "note")));
        return words;
    }

    private static String at(int most, int i) {
        var texts = texts(most);
        return texts.get(i % texts.size());
    }

    private void transfers() {
        desk.turns(48, Map.of("payer", 200, "payerAccount", 60, "remark", 500, "reason", 500), text -> {
            var made = desk.write(CASHIER, "POST /payments/transfers", List.of(), body("serial", serial(), "receivedOn", TODAY, "amount", "1.00", "payer", "某公司"),
                    answer -> desk.get(CASHIER, "/payments/transfers/" + answer.path("id").asLong()).path("transfer"), text);
            if (made != null) {
                desk.write(CASHIER, "POST /payments/transfers/{id}/void", List.of(made.path("id").asLong()), body(), answer -> NaughtyDesk.named("reason", answer.findValuesAsText("voidReason")), text);
            }
        });
    }

    static String serial() {
        return UUID.randomUUID().toString().substring(0, 20);
    }

    /** A row for each string: booked as it stands there, or a fault of that row. Signs that nobody sees and what spreadsheets put before a text are no part of it. */
    private void statement() {
        var strings = Naughty.all();
        var csv = new StringBuilder("交易日期,交易流水号,贷方金额,对方户名,对方账号,附言\n");
        IntStream.range(0, 20).forEach(i -> csv.append(TODAY + "," + run + "-plain-" + i + ",0.01,某公司,6222000000000001,接水\n"));
        for (int i = 0; i < strings.size(); i++) {
            var cell = '"' + strings.get(i).replace("\"", "\"\"") + '"';
            csv.append(TODAY + "," + run + "-" + i + ",0.01," + cell + "," + (strings.get(i).length() > 60 ? "" : cell) + "," + cell + "\n");
        }
        for (var path : List.of("/api/payments/statements/preview", "/api/payments/statements")) {
            var answer = desk.as(CASHIER).send("POST", path, "text/csv", csv.toString().getBytes(StandardCharsets.UTF_8), Map.of("X-File-Name", "a.csv"));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
        var booked = new HashMap<String, JsonNode>();
        for (var page = desk.get(CASHIER, "/payments/transfers?state=all&limit=200&q=" + run); page != null; page = page.path("next").isNull() ? null
                : desk.get(CASHIER, "/payments/transfers?state=all&limit=200&q=" + run + "&after=" + page.path("next").asText())) {
            page.path("items").forEach(row -> booked.put(row.path("serial").asText(), row));
        }
        for (int i = 0; i < strings.size(); i++) {
            var s = strings.get(i);
            var row = booked.get(run + "-" + i);
            boolean plain = s.equals(s.strip()) && !s.isEmpty() && s.length() <= 200 && !s.matches("(?s).*[\\p{Cc}\\p{Cf}\u00a0\u3000\ufffd].*|[='].*");
            if (plain && row == null || row != null && plain && !List.of(s, s).equals(List.of(row.path("payer").asText(), row.path("remark").asText()))) {
                desk.writing.wrong("statement: " + Naughty.shown(s) + " became " + (row == null ? "no transfer" : Naughty.shown(row.path("payer").asText()) + " " + Naughty.shown(row.path("remark").asText())));
            }
        }
    }

    // ---- meters

    /** Meters of the calibre of the cases, so that others find as many as before. */
    void meters() {
        var strings = Naughty.all();
        var csv = new StringBuilder("表号,批次,口径,类型,厂家,检定日期,有效期至,常用流量Q3,检定证书号\n");
        IntStream.range(0, 60).forEach(i -> csv.append(run + "-P" + i + ",批次,80,远传水表,某厂," + TODAY + ",,,\n"));
        for (int i = 0; i < strings.size(); i++) {
            var cell = '"' + strings.get(i).replace("\"", "\"\"") + '"';
            boolean number = narrow(strings.get(i)).length() <= 60;
            csv.append(run + "-" + i + "," + (number ? cell : "长") + ",15,机械水表," + cell + "," + TODAY + ",,," + (number ? cell : "") + "\n");
        }
        var read = desk.as(KEEPER).send("POST", "/api/metering/imports", "text/csv", csv.toString().getBytes(StandardCharsets.UTF_8), Map.of("X-File-Name", "a.csv"));
        assertThat(read.statusCode()).as(read.body()).isEqualTo(200);
        desk.post(KEEPER, "/metering/imports/" + Integrator.tree(read.body()).path("id").asLong() + "/confirm", body("skipFaulty", true));
        var here = new HashMap<String, JsonNode>();
        for (var page = desk.get(KEEPER, "/metering/meters?limit=200&q=" + run); page != null; page = page.path("next").isNull() ? null
                : desk.get(KEEPER, "/metering/meters?limit=200&q=" + run + "&after=" + page.path("next").asText())) {
            page.path("items").forEach(row -> here.put(row.path("serial").asText(), row));
        }
        for (int i = 0; i < strings.size(); i++) {
            var s = strings.get(i);
            var row = here.get(run + "-" + i);
            boolean taken = !s.isBlank() && s.codePointCount(0, s.length()) <= 100 && s.strip().codePoints().noneMatch(Character::isISOControl) && !narrow(s).matches("(?s)[=+@].*");
            var wanted = !taken ? List.of() : narrow(s).length() <= 60 ? List.of(narrow(s), s.strip(), narrow(s)) : List.of("长", s.strip(), "");
            var found = row == null ? List.of() : List.of(row.path("batch").asText(), row.path("manufacturer").asText(), row.path("certificate").asText(""));
            if (!found.equals(wanted)) {
                desk.writing.wrong("delivery of meters: " + Naughty.shown(wanted.toString()) + " became " + Naughty.shown(found.toString()));
            }
        }
        var stock = here.values().stream().filter(meter -> meter.path("calibre").asInt() == 15).map(meter -> meter.path("id").asLong()).toList();
        var left = new ArrayDeque<>(stock);
        desk.turns(30, Map.of("certificate", 60, "reason", 500), text -> {
            desk.write(KEEPER, "POST /metering/meters/{id}/verification", List.of(left.peek()), body("verifiedOn", TODAY), null, text);
            if (desk.write(KEEPER, "POST /metering/meters/{id}/scrap", List.of(left.peek()), body(), answer -> NaughtyDesk.named("reason", answer.findValuesAsText("words")), text) != null) {
                left.pop();
            }
        });
    }

    /** Numbers are the same however they were typed. */
    private static String narrow(String s) {
        return Normalizer.normalize(s, Normalizer.Form.NFKC).strip();
    }

    // ---- lists that are carried away

    /** As workbooks they open, and nothing in them computes. */
    void workbooks() {
        Map.of("/agreements/export", "zhoumin", "/metering/meters/export", KEEPER, "/construction/works-export", "xiaojun", "/payments/papers/transfers.xlsx?state=all", CASHIER, "/payments/papers/charges.xlsx", CASHIER,
                "/payments/papers/refunds.xlsx?state=all", CASHIER).forEach((path, account) -> {
                    var book = desk.as(account).download("/api" + path);
                    assertThat(book.statusCode()).as(path).isEqualTo(200);
                    try (var parts = new ZipFile(Files.write(Files.createTempFile("naughty", ".xlsx"), book.body()).toFile(), ZipFile.OPEN_READ | ZipFile.OPEN_DELETE)) {
                        int cells = 0;
                        for (var part : Collections.list(parts.entries())) {
                            var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(parts.getInputStream(part));
                            cells += xml.getElementsByTagName("c").getLength();
                            assertThat(xml.getElementsByTagName("f").getLength()).as("formulas in %s", path).isZero();
                        }
                        assertThat(cells).as("cells of %s", path).isGreaterThan(20);
                    } catch (IOException | SAXException | ParserConfigurationException e) {
                        throw new AssertionError(path + " is no workbook", e);
                    }
                });
    }
}
