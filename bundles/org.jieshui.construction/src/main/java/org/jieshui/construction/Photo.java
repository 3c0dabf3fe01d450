package org.jieshui.construction;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/**
 * A photo of the works.
 *
 * @param taken     by the camera's clock; null when it did not write it down
 * @param latitude  degrees, WGS 84, with {@code longitude}; null when the camera did not know
 */
record Photo(long document, Long entry, LocalDateTime taken, Double latitude, Double longitude, java.time.Instant at, long by) {

    /** What the camera wrote into the file. */
    record Exif(LocalDateTime taken, Double latitude, Double longitude) {

        static final Exif NONE = new Exif(null, null, null);
        private static final DateTimeFormatter WRITTEN = DateTimeFormatter.ofPattern("yyyy:MM:dd HH:mm:ss");

        /** Nothing when it is no picture or holds nothing. */
        static Exif of(InputStream picture) {
            try {
                var metadata = ImageMetadataReader.readMetadata(picture);
                var shot = metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class);
                var gps = metadata.getFirstDirectoryOfType(GpsDirectory.class);
                var place = gps == null ? null : gps.getGeoLocation();
                boolean known = place != null && !place.isZero() && Math.abs(place.getLatitude()) <= 90 && Math.abs(place.getLongitude()) <= 180;
                return new Exif(shot == null ? null : moment(shot.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL)), known ? place.getLatitude() : null, known ? place.getLongitude() : null);
            } catch (ImageProcessingException | IOException | RuntimeException e) {
                return NONE; // what the file says beside the picture is not needed
            }
        }

        private static LocalDateTime moment(String written) {
            try {
                return written == null ? null : LocalDateTime.parse(written.strip(), WRITTEN);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }
}
