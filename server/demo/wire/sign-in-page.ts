/** It is sent to where it came from, so that nothing of the request is repeated in it. */
export const signInPage = (isWrong: boolean): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>Demo home</title>
  </head>
  <body>
    <h1>Demo home</h1>
    <form method="post">
      ${isWrong ? '<p role="alert">That is not right.</p>' : ""}
      <p><label>Name <input name="username" autocomplete="username" required /></label></p>
      <p>
        <label>Password <input name="password" type="password" autocomplete="current-password" required /></label>
      </p>
      <p><label>One-time code, if turned on <input name="code" autocomplete="one-time-code" /></label></p>
      <button>Sign in</button>
    </form>
  </body>
</html>
`;
