package org.jieshui.gis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.Map;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeoJsonReaderTest {

    @Test
    void chinesePropertiesAreUnderstood() throws IOException {
        SourceNetwork network = read("""
            {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4527"}}, "features": [
            {"type": "Feature", "properties": {"编号": "G-1", "管径": "DN300", "管材": "球墨铸铁", "埋深": 1.6, "敷设年份": 2016, "高峰压力": 0.28, "流向": "自西向东", "满负荷": "否"},
             "geometry": {"type": "LineString", "coordinates": [[1, 2, 7], [4, 6]]}},
            {"type": "Feature", "properties": {"编号": "Y-1", "类型": "预留口", "管径": 150, "阀门状态": "待修", "巡检日期": "2024-05", "所在管道": "G-1"},
             "geometry": {"type": "Point", "coordinates": [3, 3]}},
            {"type": "Feature", "properties": {"编号": "F-1", "类型": "闸阀", "管径": 300}, "geometry": {"type": "Point", "coordinates": [1, 2]}}]}
            """, GeoMapping.AUTOMATIC);
        assertThat(network.problems().kept()).isEmpty();
        assertThat(network.units()).isEqualTo(new SourceNetwork.Units(null, "m", "mm", "MPA", "urn:ogc:def:crs:EPSG::4527"));
        Pipe pipe = network.pipes().get(0);
        assertThat(pipe.diameter()).isEqualTo(300);
        assertThat(pipe.path()).containsExactly(1, 2, 4, 6);
        assertThat(pipe.facts()).isEqualTo(new PipeFacts("球墨铸铁", 1.6, 2016, 0.28, "自西向东", null, false));
        assertThat(network.outlets()).containsExactly(new SourceNetwork.Outlet("Y-1", 3, 3, 150.0, "repair", LocalDate.of(2024, 5, 1), "G-1", 4));
        assertThat(network.fittings().get(0).kind()).isEqualTo("valve");
    }

    @Test
    void partsOfAMultiLineAreNumbered() throws IOException {
        SourceNetwork network = read("""
            {"type": "FeatureCollection", "features": [
            {"type": "Feature", "id": 7, "properties": null, "geometry": {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]], [[2, 0], [3, 0]]]}},
            {"type": "Feature", "id": 8, "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": [[[0, 0], [1, 0]]]}}]}
            """, GeoMapping.AUTOMATIC);
        assertThat(network.pipes()).extracting(Pipe::id).containsExactly("7/1", "7/2", "8");
    }

    @Test
    void metresAreGuessedAndTheMappingOverrules() throws IOException {
        String text = """
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "a", "diameter": 0.3, "w": 12, "druck": 45},
             "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 0]]}}]}
            """;
        assertThat(read(text, GeoMapping.AUTOMATIC).pipes().get(0).diameter()).isCloseTo(300, within(1e-9));
        Pipe mapped = read(text, new GeoMapping(Map.of("diameter", "w", "peakPressure", "druck"), "in", null, "m", null)).pipes().get(0);
        assertThat(mapped.diameter()).isCloseTo(304.8, within(1e-9));
        assertThat(mapped.facts().peakPressure()).isCloseTo(0.4413, within(1e-4));
    }

    @Test
    void badFeaturesAreToldWithTheirLine() throws IOException {
        SourceNetwork network = read("""
            {"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"id": "a"}, "geometry": null},
            {"type": "Feature", "properties": {"id": "b"}, "geometry": {"type": "Polygon", "coordinates": []}},
            {"type": "Feature", "properties": {"id": "c"}, "geometry": {"type": "LineString", "coordinates": [[0, 0]]}},
            {"type": "Feature", "properties": {"id": "d"}, "geometry": {"type": "Point", "coordinates": ["x", 0]}},
            {"type": "Feature", "properties": {"id": "e", "elevation": "high"}, "geometry": {"type": "Point", "coordinates": [1, 0]}},
            {"type": "Feature", "properties": {"id": "e"}, "geometry": {"type": "Point", "coordinates": [2, 0]}},
            """, GeoMapping.AUTOMATIC);
        assertThat(network.problems().kept()).extracting(Problem::line, Problem::code).containsExactly(tuple(2, "no-geometry"), tuple(3, "other-geometry"),
            tuple(4, "bad-coordinates"), tuple(5, "bad-coordinates"), tuple(6, "not-a-number"), tuple(7, "duplicate"), tuple(8, "not-json"));
        assertThat(network.nodes()).extracting(Node::id).containsExactly("e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"features\": 3}", "{\"features\": []}", "{\"features\": [null, 1, \"x\", []]}", "[TITLE]\nan inp file",
        "{\"features\": [{\"geometry\": {\"type\": \"LineString\", \"coordinates\": {\"a\": 1}}}]}", "{\"crs\": 5, \"features\": []}", "{\"name\": {}, \"features\": []}"})
    void rubbishIsRefusedNotThrown(String text) throws IOException {
        SourceNetwork network = read(text, GeoMapping.AUTOMATIC);
        assertThat(network.pipes()).isEmpty();
        assertThat(network.problems().skipped()).isPositive();
    }

    private static SourceNetwork read(String text, GeoMapping mapping) throws IOException {
        return GeoJsonReader.read(new BufferedReader(new StringReader(text)), mapping);
    }
}
