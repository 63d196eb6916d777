/** How many sentences have how many tokens: columns, with lines where a cut would fall. */
import type { ReactElement } from "react";
import { count } from "../lib/format";
import { scale, ticks } from "./chart-scale";
import { ChartOrTable } from "./PartBars";
import { TableBox } from "./TableBox";
import { useWidth } from "./use-width";
import css from "./LineChart.module.css";

/** Both ends lie within. */
export type Bin = readonly [from: number, to: number, count: number];

interface HistogramProps {
  title: string;
  bins: readonly Bin[];
  cuts: number[];
  unit: string;
}

const height = 200;
const box = { left: 52, right: 14, top: 20, bottom: 36 };

export function Histogram(props: HistogramProps): ReactElement {
  return (
    <ChartOrTable
      chart={<Columns {...props} />}
      table={<Numbers {...props} />}
      file={{
        name: "lengths",
        rows: [["from", "to", "sentences"], ...props.bins.map((bin) => [...bin])],
      }}
    />
  );
}

function Columns({ title, bins, cuts, unit }: HistogramProps): ReactElement {
  const [frame, width] = useWidth(640);
  const most = Math.max(1, ...bins.map(([, , n]) => n));
  const last = Math.max(1, ...bins.map(([, to]) => to));
  const first = (bins[0]?.[0] ?? 1) - 1;
  const x = scale({ from: first, to: last }, box.left, width - box.right);
  const y = scale({ from: 0, to: most }, height - box.bottom, box.top);
  return (
    <div ref={frame}>
      <svg viewBox={`0 0 ${width} ${height}`} className={css.svg} role="img" aria-label={title}>
        <g className={css.axis}>
          {ticks({ from: 0, to: most }, 3)
            .filter(Number.isInteger)
            .map((tick) => (
              <g key={tick}>
                <line x1={box.left} x2={width - box.right} y1={y(tick)} y2={y(tick)} />
                <text x={box.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                  {count(tick)}
                </text>
              </g>
            ))}
          {ticks({ from: first, to: last }, 8)
            .filter(Number.isInteger)
            .map((tick) => (
              <text key={tick} x={x(tick)} y={height - box.bottom + 16} textAnchor="middle">
                {tick}
              </text>
            ))}
          <text x={width - box.right} y={height - 4} textAnchor="end">
            {unit}
          </text>
        </g>
        {bins.map(([from, to, n]) => (
          <rect
            key={from}
            x={x(from - 1) + 0.5}
            y={y(n)}
            width={Math.max(1, x(to) - x(from - 1) - 1)}
            height={Math.max(0, height - box.bottom - y(n))}
            fill="var(--series-1)"
          />
        ))}
        {cuts
          .filter((cut) => cut <= last)
          .map((cut) => (
            <g key={cut} className={css.mark}>
              <line x1={x(cut)} x2={x(cut)} y1={box.top - 4} y2={height - box.bottom} />
              <text
                x={x(cut) + (x(cut) > width * 0.8 ? -4 : 4)}
                y={box.top + 4}
                textAnchor={x(cut) > width * 0.8 ? "end" : "start"}
              >
                cut at {cut}
              </text>
            </g>
          ))}
      </svg>
    </div>
  );
}

function Numbers({ title, bins, unit }: HistogramProps): ReactElement {
  return (
    <TableBox label={title}>
      <thead>
        <tr>
          <th>{unit}</th>
          <th data-end>Sentences</th>
        </tr>
      </thead>
      <tbody>
        {bins.map(([from, to, n]) => (
          <tr key={from}>
            <th scope="row">{from === to ? from : `${from}–${to}`}</th>
            <td data-end>{count(n)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  );
}
