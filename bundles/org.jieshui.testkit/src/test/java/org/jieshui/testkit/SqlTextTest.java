package org.jieshui.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTextTest {

    @Test
    void findsTheSchemasThatStatementsName() {
        assertThat(SqlText.schemas("SELECT a.id FROM survey.appointment a JOIN cases.kase c ON c.id = a.case_id")).containsExactly("survey", "cases");
        assertThat(SqlText.schemas("UPDATE\n  gis.pipe SET x = 1; INSERT INTO \"cases\".\"task\" VALUES (1)")).containsExactly("gis", "cases");
        assertThat(SqlText.schemas("CREATE TABLE IF NOT EXISTS a.b (id int REFERENCES c.d (id))")).containsExactly("a", "c");
    }

    @Test
    void columnsAreNoSchemas() {
        assertThat(SqlText.schemas("SELECT extract(epoch FROM t.at), trim(both FROM t.name) FROM task t WHERE t.a IS DISTINCT FROM t.b")).isEmpty();
    }

    @Test
    void findsTheClock() {
        assertThat(SqlText.readsClock("at timestamptz DEFAULT now()")).isTrue();
        assertThat(SqlText.readsClock("WHERE at < CURRENT_TIMESTAMP")).isTrue();
        assertThat(SqlText.readsClock("SELECT known(), t.now FROM t")).isFalse();
    }

    @Test
    void readsTheStringsOfJava() {
        String java = "String a = \"FROM x.y\"; // \"FROM not.this\"\n char q = '\"'; /* \"FROM nor.this\" */ String b = \"\"\"\n UPDATE v.w \"\"\";";
        assertThat(SqlText.schemas(SqlText.stringsOf(java))).containsExactly("x", "v");
    }

    @Test
    void commentsDoNotCountButQuotedDashesDo() {
        assertThat(SqlText.withoutComments("SELECT '--x' -- now()\n/* now() */")).contains("'--x'").doesNotContain("now");
    }
}
