import type { CalibrationView } from "@naru/sdk";
import { useFormats, useText } from "../../language/index.ts";
import { Figures } from "../../parts/figures/figures.tsx";
import { text } from "./text.ts";

export function Calibration({ calibration }: { calibration: CalibrationView }) {
  const t = useText(text);
  const { percent, microseconds, duration, day } = useFormats();
  return (
    <>
      <Figures
        figures={[
          { name: t.oneQubitFidelity, value: percent(calibration.oneQubitFidelity, 3) },
          { name: t.twoQubitFidelity, value: percent(calibration.twoQubitFidelity, 3) },
          { name: t.spam, value: percent(calibration.spamFidelity, 3) },
          { name: t.oneQubitTime, value: microseconds(calibration.oneQubitGateUs) },
          { name: t.twoQubitTime, value: microseconds(calibration.twoQubitGateUs) },
          { name: t.readout, value: microseconds(calibration.readoutUs) },
          { name: t.reset, value: microseconds(calibration.resetUs) },
          { name: t.t1, value: duration(calibration.t1Seconds * 1000) },
          { name: t.t2, value: duration(calibration.t2Seconds * 1000) },
        ]}
      />
      <p className="backend-source soft">
        {t.source}: <span lang="en">{calibration.source}</span> · {t.taken}: {day(new Date(calibration.takenAt))}
      </p>
    </>
  );
}
