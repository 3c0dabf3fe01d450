package org.jieshui.archive;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Archive", description = "Where documents are kept and what may be uploaded")
@interface ArchiveConfig {

    String PID = "org.jieshui.archive";

    @AttributeDefinition(name = "Folder", required = false,
            description = "Where the content of documents is kept. Empty: data/documents of the installation. With several nodes: one folder that all of them see")
    String folder() default "";

    @AttributeDefinition(name = "Largest file (MB)", description = "1 to 4096", min = "1", max = "4096")
    int maxMegabytes() default 200;

    @AttributeDefinition(name = "Largest image (million pixels)", description = "1 to 1000", min = "1", max = "1000")
    int maxMegapixels() default 200;

    @AttributeDefinition(name = "Largest unpacked size (MB)", description = "Of everything inside a docx, xlsx or OFD; 1 to 4096", min = "1", max = "4096")
    int maxUnpackedMegabytes() default 256;

    @AttributeDefinition(name = "Space to leave free (MB)", description = "Uploads are refused before the disk is full; 0 to 1000000", min = "0", max = "1000000")
    int minFreeMegabytes() default 1024;

    @AttributeDefinition(name = "Uploads checked at once", description = "Each takes memory and a processor; others wait; 1 to 64", min = "1", max = "64")
    int checksAtOnce() default 4;
}
