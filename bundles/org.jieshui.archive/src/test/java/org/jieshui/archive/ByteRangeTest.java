package org.jieshui.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jieshui.archive.ByteRange.UnsatisfiableException;
import org.junit.jupiter.api.Test;

class ByteRangeTest {

    @Test
    void readsOneRange() throws UnsatisfiableException {
        assertThat(ByteRange.of("bytes=0-9", 100)).contains(new ByteRange(0, 9));
        assertThat(ByteRange.of("bytes=90-", 100)).contains(new ByteRange(90, 99));
        assertThat(ByteRange.of("bytes=-10", 100)).contains(new ByteRange(90, 99));
        assertThat(ByteRange.of("bytes=-1000", 100)).contains(new ByteRange(0, 99));
        assertThat(ByteRange.of("bytes=50-1000", 100)).contains(new ByteRange(50, 99));
        assertThat(new ByteRange(50, 99).length()).isEqualTo(50);
    }

    @Test
    void sendsTheWholeForWhatItDoesNotUnderstand() throws UnsatisfiableException {
        for (var header : new String[] {null, "", "bytes=", "bytes=-", "bytes=0-1,5-6", "lines=1-2", "bytes=9-1", "bytes=a-b", "bytes=99999999999999999999-"}) {
            assertThat(ByteRange.of(header, 100)).as("%s", header).isEmpty();
        }
    }

    @Test
    void refusesWhatLiesBehindTheEnd() {
        assertThatThrownBy(() -> ByteRange.of("bytes=100-", 100)).isInstanceOf(UnsatisfiableException.class);
        assertThatThrownBy(() -> ByteRange.of("bytes=-0", 100)).isInstanceOf(UnsatisfiableException.class);
    }
}
