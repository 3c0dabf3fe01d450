package org.jieshui.example;

import org.jieshui.testkit.FormsContract;

class FormsTest extends FormsContract {}
