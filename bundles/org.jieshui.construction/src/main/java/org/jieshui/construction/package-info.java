/** 工程: findings at the joint survey, road excavation and entry conditions. */
package org.jieshui.construction;
