/** The studio's styles, for tests that look at sizes, colours or axe. */
import '@fontsource-variable/inter';
import '../../../src/ui/styles/tokens.css';
import '../../../src/ui/styles/base.css';
import '../../../src/ui/styles/layout.css';
import '../../../src/ui/styles/controls.css';
