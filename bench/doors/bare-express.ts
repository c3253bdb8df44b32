// The least a server can do: a route that answers the body it was sent.
import express from "express";
import { announce } from "./announce.ts";

const app = express();
app.use(express.json());
app.post("/echo", (req, res) => {
  res.json(req.body);
});
announce(app.listen(0, "127.0.0.1"));
