import { annealConformance } from "../conformance.ts";
import { annealerModel, openModel } from "./annealers.testing.ts";

annealConformance(
  "an emulated Pegasus",
  async () => openModel(annealerModel({ type: "pegasus", shape: [3] }, 128)),
  [30, 31],
);
annealConformance(
  "an emulated Chimera",
  async () => openModel(annealerModel({ type: "chimera", shape: [2, 2, 4] }, 32)),
  [4, 0],
);
