/** 客服中心: takes the application, assigns the steward, forwards it the same day, guides the form, reviews the drawings (R14–R22, R39–R49, R73, R180). */
package org.jieshui.intake;
