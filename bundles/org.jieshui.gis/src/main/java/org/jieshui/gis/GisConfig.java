package org.jieshui.gis;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** PID {@code org.jieshui.gis}. */
@ObjectClassDefinition(id = "org.jieshui.gis", name = "Jieshui 管网 / pipe network")
@interface GisConfig {

    @AttributeDefinition(name = "坐标系 / plane", description = "经纬度数据投影到的坐标系 / The plane that files in degrees are projected to: an EPSG code or a PROJ definition")
    String plane() default "EPSG:4527";

    @AttributeDefinition(name = "刷新间隔（秒） / poll seconds", description = "多久查看一次其他节点的改动 / How often a node looks for changes made on others", min = "1")
    int pollSeconds() default 2;

    @AttributeDefinition(name = "文件上限（MB） / largest file, MB", description = "可导入的最大文件 / Files above this size are refused", min = "1")
    int largestFileMegabytes() default 300;

    @AttributeDefinition(name = "示例管网 / sample network", description = "没有管网时生成一个示例 / Invent a network when there is none")
    boolean sample() default false;
}
