/** 总工办: the joint-review approval comes in and goes to four departments the same day (R36–R37, R174, A3). */
package org.jieshui.initiation;
